/* SPDX-License-Identifier: MIT */
#include <unistd.h>

#include "libc/files.h"
#include "posix/read_write_type.h"

_READ_WRITE_RETURN_TYPE read(int fd, void *to, size_t bytes)
{
    return file_read(fd, to, bytes);
}
