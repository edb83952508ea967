/* SPDX-License-Identifier: MIT */
#include "libc/host_file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>

#include "console/semihosting.h"

/* Files of the host, by the semihosting calls. */

/* The modes of SYS_OPEN that are used: those of fopen(), binary. A file to be written only is
 * opened for both where "wb" would empty it. No mode for appending: QEMU 7.2 treats "ab" as
 * "r+b". */
enum open_mode {
    MODE_READ = 1,   /* rb */
    MODE_UPDATE = 3, /* r+b */
    MODE_WRITE = 5,  /* wb */
    MODE_RENEW = 7,  /* w+b */
};

/* Up to this number, errno values mean the same on all hosts as in the libc. */
#define LAST_COMMON_ERRNO 34
/* Larger numbers of Linux, and one of GDB's protocol. The numbers of other hosts cannot be told
 * apart. */
#define LINUX_ENAMETOOLONG 36
#define LINUX_ENOTEMPTY 39
#define LINUX_ELOOP 40
#define GDB_ENAMETOOLONG 91

/* Returns why the last call failed, as a negative errno. */
static long host_error(void)
{
    long error = 0;

    if (!semihosting_call(SEMIHOSTING_ERRNO, NULL, &error))
        return -ENOSYS;
    if (error > 0 && error <= LAST_COMMON_ERRNO)
        return -error;
    switch (error) {
    case LINUX_ENAMETOOLONG:
    case GDB_ENAMETOOLONG:
        return -ENAMETOOLONG;
    case LINUX_ENOTEMPTY:
        return -ENOTEMPTY;
    case LINUX_ELOOP:
        return -ELOOP;
    default:
        return -EIO;
    }
}

/* Makes a semihosting call that returns a negative answer on failure. */
static long call(enum semihosting_operation operation, const void *block)
{
    long result;

    if (!semihosting_call(operation, block, &result))
        return -ENOSYS;
    return result < 0 ? host_error() : result;
}

static long open_with(const char *path, enum open_mode mode)
{
    const uintptr_t block[] = {(uintptr_t)path, mode, strlen(path)};
    return call(SEMIHOSTING_OPEN, block);
}

/* Checks what the modes cannot express: O_CREAT with O_EXCL wants no such file, and O_TRUNC without
 * O_CREAT wants an existing one. Returns 0 or a negative errno. */
static long check_existence(const char *path, int flags)
{
    bool is_to_be_new = (flags & O_CREAT) && (flags & O_EXCL);
    bool is_to_be_there = (flags & O_TRUNC) && !(flags & O_CREAT);

    if (!is_to_be_new && !is_to_be_there)
        return 0;
    long handle = open_with(path, MODE_READ);
    if (handle >= 0)
        host_close(handle);
    if (is_to_be_there)
        return handle < 0 ? handle : 0;
    return handle == -ENOENT ? 0 : handle < 0 ? handle : -EEXIST;
}

long host_open(const char *path, int flags)
{
    int access = flags & O_ACCMODE;
    if (access == O_RDONLY)
        flags &= ~O_TRUNC;

    long error = check_existence(path, flags);
    if (error)
        return error;
    if (flags & O_TRUNC)
        return open_with(path, access == O_RDWR ? MODE_RENEW : MODE_WRITE);
    long handle = open_with(path, access == O_RDONLY ? MODE_READ : MODE_UPDATE);
    if (handle == -ENOENT && (flags & O_CREAT))
        handle = open_with(path, MODE_RENEW);
    return handle;
}

long host_close(long handle)
{
    const long block[] = {handle};
    return call(SEMIHOSTING_CLOSE, block);
}

static long transfer(enum semihosting_operation operation, long handle, const void *buffer,
                     size_t bytes)
{
    const uintptr_t block[] = {(uintptr_t)handle, (uintptr_t)buffer, bytes};
    long left = call(operation, block);
    return left < 0 ? left : (size_t)left > bytes ? -EIO : (long)(bytes - (size_t)left);
}

/*
 * Reads; a read of 0 bytes needs a second look. The host answers a read that fails (of a folder,
 * for one) as if the file had ended, and does not tell why. So a read of 0 bytes before the end is
 * tried again: the file may have grown on the host in between. If the second read has 0 bytes too,
 * the read has failed.
 */
long host_read(long handle, void *to, size_t bytes, int64_t position)
{
    long count = transfer(SEMIHOSTING_READ, handle, to, bytes);

    if (count != 0 || bytes == 0 || position >= host_length(handle))
        return count;
    count = transfer(SEMIHOSTING_READ, handle, to, bytes);
    return count ? count : -EIO;
}

long host_write(long handle, const void *from, size_t bytes)
{
    long count = transfer(SEMIHOSTING_WRITE, handle, from, bytes);
    return count == 0 && bytes > 0 ? -EIO : count;
}

long host_seek(long handle, int64_t position)
{
    const long block[] = {handle, position};
    return call(SEMIHOSTING_SEEK, block);
}

long host_length(long handle)
{
    const long block[] = {handle};
    return call(SEMIHOSTING_FLEN, block);
}

bool host_is_terminal(long handle)
{
    const long block[] = {handle};
    return call(SEMIHOSTING_ISTTY, block) == 1;
}

/* SYS_REMOVE and SYS_RENAME: any answer other than 0 is a failure. */
long host_remove(const char *path)
{
    const uintptr_t block[] = {(uintptr_t)path, strlen(path)};
    long result = call(SEMIHOSTING_REMOVE, block);
    return result > 0 ? host_error() : result;
}

long host_rename(const char *from, const char *to)
{
    const uintptr_t block[] = {(uintptr_t)from, strlen(from), (uintptr_t)to, strlen(to)};
    long result = call(SEMIHOSTING_RENAME, block);
    return result > 0 ? host_error() : result;
}
