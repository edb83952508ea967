/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_LIBC_FILES_H
#define MUSTER_RUNTIME_LIBC_FILES_H

#include <stddef.h>
#include <sys/stat.h>
#include <sys/types.h>

#include <muster/linkage.h>

/*
 * File descriptors, for the names that a libc has for them. 0, 1 and 2 are the console; the others
 * are files of the host, by semihosting, and there are FILES_MAX of those. All of these do what
 * POSIX says: -1 with errno on failure (file_isatty(): 0); EBADF for no such descriptor or one that
 * is not open for that, ENOSYS for a host's file when nobody answers, EIO for a read or write that
 * fails, for the host does not tell why; otherwise the host's errno.
 *
 * Any CPU, not in a handler. Each call is whole: two CPUs may use a descriptor at once.
 */
#define FILES_MAX 32

/* EMFILE when FILES_MAX are open; EFAULT without a path; EINVAL for flags that contradict each
 * other. The permissions of a new file are the host's default. */
int file_open(const char *path, int flags) MUSTER_LINK_NAME(file_open);
/* The console's stay open; a part line goes out. */
int file_close(int fd) MUSTER_LINK_NAME(file_close);
/* Of the console: waits for a line, or for @p bytes of it. */
ssize_t file_read(int fd, void *to, size_t bytes) MUSTER_LINK_NAME(file_read);
/* Of the console: a part line waits for its end or for file_sync(), as with console_write(). */
ssize_t file_write(int fd, const void *from, size_t bytes) MUSTER_LINK_NAME(file_write);
/* ESPIPE for the console. */
off_t file_seek(int fd, off_t offset, int whence) MUSTER_LINK_NAME(file_seek);
int file_sync(int fd) MUSTER_LINK_NAME(file_sync);
/* The type, the size, and the permissions that the descriptor has; zeroes for the rest. */
int file_stat(int fd, struct stat *status) MUSTER_LINK_NAME(file_stat);
int file_isatty(int fd) MUSTER_LINK_NAME(file_isatty);

int file_unlink(const char *path) MUSTER_LINK_NAME(file_unlink);
int file_rename(const char *from, const char *to) MUSTER_LINK_NAME(file_rename);

#endif
