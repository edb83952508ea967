/* SPDX-License-Identifier: MIT */
#include <unistd.h>

#include "libc/files.h"

int isatty(int fd)
{
    return file_isatty(fd);
}
