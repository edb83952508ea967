/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_LIBC_FILES_H
#define MUSTER_RUNTIME_LIBC_FILES_H

#include <stddef.h>
#include <sys/stat.h>
#include <sys/types.h>

#include <muster/linkage.h>

/*
 * File descriptors; each libc's own function names call these.
 *
 * Descriptors 0, 1 and 2 are the console. The others are files of the host, by semihosting, at most
 * FILES_MAX of them. All functions do what POSIX says: on failure they return -1 with errno set
 * (file_isatty() returns 0). EBADF: there is no such descriptor, or it is not open for this
 * operation. ENOSYS: a file of the host was asked for, and no host answers. EIO: a read or a write
 * failed; the host does not tell why. Otherwise errno is the host's.
 *
 * Any CPU, not in a handler. Each call is atomic: two CPUs may use a descriptor at the same time.
 */
#define FILES_MAX 32

/* Opens a file of the host. EMFILE: FILES_MAX files are open; EFAULT: no path; EINVAL: the flags
 * contradict each other. A new file has the host's default permissions. */
int file_open(const char *path, int flags) MUSTER_LINK_NAME(file_open);
/* Closes a descriptor. The console's descriptors stay open; their part of a line is sent out. */
int file_close(int fd) MUSTER_LINK_NAME(file_close);
/* Reads. On the console: waits for a line, or for @p bytes of it, or for ^D; 0 at the end of the
 * input. */
ssize_t file_read(int fd, void *to, size_t bytes) MUSTER_LINK_NAME(file_read);
/* Writes. On the console: part of a line waits for the line's end or for file_sync(), as with
 * console_write(). */
ssize_t file_write(int fd, const void *from, size_t bytes) MUSTER_LINK_NAME(file_write);
/* Moves the position. ESPIPE for the console. */
off_t file_seek(int fd, off_t offset, int whence) MUSTER_LINK_NAME(file_seek);
/* Sends out the console's part of a line; does nothing for a host's file. */
int file_sync(int fd) MUSTER_LINK_NAME(file_sync);
/* Fills in type, size and the permissions that the descriptor has; everything else is 0. */
int file_stat(int fd, struct stat *status) MUSTER_LINK_NAME(file_stat);
int file_isatty(int fd) MUSTER_LINK_NAME(file_isatty);

int file_unlink(const char *path) MUSTER_LINK_NAME(file_unlink);
int file_rename(const char *from, const char *to) MUSTER_LINK_NAME(file_rename);

#endif
