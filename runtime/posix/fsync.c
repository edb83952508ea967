/* SPDX-License-Identifier: MIT */
#include <unistd.h>

#include "libc/files.h"

int fsync(int fd)
{
    return file_sync(fd);
}
