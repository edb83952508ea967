/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_LIBC_HOST_FILE_H
#define MUSTER_RUNTIME_LIBC_HOST_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <muster/linkage.h>

/* Files of the host, by semihosting. All functions return a negative errno on failure, -ENOSYS if
 * no host answers. The caller must make one call at a time. */

/* Opens a file with open()'s flags and returns a handle. For O_APPEND the caller must seek to the
 * end before each write. */
long host_open(const char *path, int flags) MUSTER_LINK_NAME(host_open);
long host_close(long handle) MUSTER_LINK_NAME(host_close);
/* Reads from @p position, where the handle must stand. Returns how many bytes were read, 0 at the
 * end. */
long host_read(long handle, void *to, size_t bytes, int64_t position) MUSTER_LINK_NAME(host_read);
long host_write(long handle, const void *from, size_t bytes) MUSTER_LINK_NAME(host_write);
long host_seek(long handle, int64_t position) MUSTER_LINK_NAME(host_seek);
/* Returns the file's size in bytes. */
long host_length(long handle) MUSTER_LINK_NAME(host_length);
bool host_is_terminal(long handle) MUSTER_LINK_NAME(host_is_terminal);
long host_remove(const char *path) MUSTER_LINK_NAME(host_remove);
long host_rename(const char *from, const char *to) MUSTER_LINK_NAME(host_rename);

#endif
