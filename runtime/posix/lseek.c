/* SPDX-License-Identifier: MIT */
#include <unistd.h>

#include "libc/files.h"

off_t lseek(int fd, off_t offset, int whence)
{
    return file_seek(fd, offset, whence);
}
