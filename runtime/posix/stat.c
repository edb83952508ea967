/* SPDX-License-Identifier: MIT */
#include <sys/stat.h>

#include "libc/syscalls.h"

int stat(const char *restrict path, struct stat *restrict status)
{
    return _stat(path, status);
}
