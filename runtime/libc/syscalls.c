/* SPDX-License-Identifier: MIT */
#include "libc/syscalls.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include <muster/smp.h>

#include "libc/files.h"
#include "libc/libc.h"

/* Files by the names that the C library calls. Its other calls are in heap.c, realtime.c and
 * exit/signal.c. */

int _open(const char *path, int flags, int mode)
{
    (void)mode; /* semihosting takes none: the host's default holds */
    return file_open(path, flags);
}

int _close(int fd)
{
    return file_close(fd);
}

ssize_t _read(int fd, void *to, size_t bytes)
{
    if (fd == STDIN_FILENO)
        libc_flush_streams(smp_processor_id()); /* show a prompt first */
    return file_read(fd, to, bytes);
}

ssize_t _write(int fd, const void *from, size_t bytes)
{
    return file_write(fd, from, bytes);
}

off_t _lseek(int fd, off_t offset, int whence)
{
    return file_seek(fd, offset, whence);
}

int _fstat(int fd, struct stat *status)
{
    return file_stat(fd, status);
}

int _stat(const char *path, struct stat *status)
{
    int fd = file_open(path, O_RDONLY);

    if (fd < 0)
        return -1;
    int result = file_stat(fd, status);
    file_close(fd);
    return result;
}

int _isatty(int fd)
{
    return file_isatty(fd);
}

int _link(const char *from, const char *to)
{
    (void)from;
    (void)to;
    errno = ENOSYS; /* semihosting has no links */
    return -1;
}

int _unlink(const char *path)
{
    return file_unlink(path);
}
