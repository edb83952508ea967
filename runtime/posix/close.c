/* SPDX-License-Identifier: MIT */
#include <unistd.h>

#include "libc/files.h"

int close(int fd)
{
    return file_close(fd);
}
