/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/times.h>
#include <unistd.h>

#include <muster/console.h>
#include <muster/smp.h>

#include "libc/files.h"
#include "libc/libc.h"

/* The functions that newlib calls. newlib declares them in no public header. Those for signals are
 * in exit/newlib_signal.c. */
int _open(const char *path, int flags, int mode);
int _close(int fd);
ssize_t _read(int fd, void *to, size_t bytes);
ssize_t _write(int fd, const void *from, size_t bytes);
off_t _lseek(int fd, off_t offset, int whence);
int _fstat(int fd, struct stat *status);
int _stat(const char *path, struct stat *status);
int _isatty(int fd);
int _link(const char *from, const char *to);
int _unlink(const char *path);
void *_sbrk(ptrdiff_t increment_bytes);
int _gettimeofday(struct timeval *time, void *zone);
clock_t _times(struct tms *times);

/* ---- files -------------------------------------------------------------------------------- */

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
    return stat(path, status);
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

/* ---- everything else ---------------------------------------------------------------------- */

void *_sbrk(ptrdiff_t increment_bytes)
{
    return sbrk(increment_bytes);
}

int _gettimeofday(struct timeval *time, void *zone)
{
    return gettimeofday(time, zone);
}

clock_t _times(struct tms *of)
{
    return times(of);
}
