/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_LIBC_SYSCALLS_H
#define MUSTER_RUNTIME_LIBC_SYSCALLS_H

#include <stddef.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/times.h>
#include <sys/types.h>

/*
 * What the C library calls. The names are reserved for it (C11 7.1.3), so a program may define
 * read(), times() and the like for purposes of its own, and the library still works. newlib calls
 * these names by itself. In picolibc the build renames the library's calls
 * (cmake/picolibc-names.txt).
 *
 * What they do, and their errors, are those of the POSIX functions without the underscore.
 */
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
clock_t _times(struct tms *of);

int _getpid(void);
int _kill(int process, int signal_number);

#endif
