/* SPDX-License-Identifier: MIT */
#include <unistd.h>

#include "libc/files.h"
#include "posix/read_write_type.h"

_READ_WRITE_RETURN_TYPE write(int fd, const void *from, size_t bytes)
{
    return file_write(fd, from, bytes);
}
