/* SPDX-License-Identifier: MIT */
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "libc/files.h"

/* Files by POSIX's names, which picolibc's stdio and programs call. */

/* The type that read() and write() return. newlib defines this name (int by default); picolibc has
 * ssize_t. */
#ifndef _READ_WRITE_RETURN_TYPE
#define _READ_WRITE_RETURN_TYPE ssize_t
#endif

int open(const char *path, int flags, ...)
{
    return file_open(path, flags);
}

int close(int fd)
{
    return file_close(fd);
}

_READ_WRITE_RETURN_TYPE read(int fd, void *to, size_t bytes)
{
    return file_read(fd, to, bytes);
}

_READ_WRITE_RETURN_TYPE write(int fd, const void *from, size_t bytes)
{
    return file_write(fd, from, bytes);
}

off_t lseek(int fd, off_t offset, int whence)
{
    return file_seek(fd, offset, whence);
}

int fsync(int fd)
{
    return file_sync(fd);
}

int fstat(int fd, struct stat *status)
{
    return file_stat(fd, status);
}

int stat(const char *restrict path, struct stat *restrict status)
{
    int fd = file_open(path, O_RDONLY);

    if (fd < 0)
        return -1;
    int result = file_stat(fd, status);
    file_close(fd);
    return result;
}

int isatty(int fd)
{
    return file_isatty(fd);
}

int unlink(const char *path)
{
    return file_unlink(path);
}

int rename(const char *from, const char *to)
{
    return file_rename(from, to);
}
