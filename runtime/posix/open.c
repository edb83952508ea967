/* SPDX-License-Identifier: MIT */
#include <fcntl.h>

#include "libc/files.h"

int open(const char *path, int flags, ...)
{
    return file_open(path, flags); /* semihosting takes no mode: the host's default holds */
}
