/* SPDX-License-Identifier: MIT */
#include <sys/stat.h>

#include "libc/files.h"

int fstat(int fd, struct stat *status)
{
    return file_stat(fd, status);
}
