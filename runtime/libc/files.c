/* SPDX-License-Identifier: MIT */
#include "libc/files.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/lock.h>
#include <unistd.h>

#include <muster/console.h>

#include "libc/console_input.h"
#include "libc/host_file.h"
#include "libc/libc_lock.h"

/* The table of open files: descriptors 0 to 2 are the console, the others are files of the host. */

#define FIRST_FILE (STDERR_FILENO + 1)

struct open_file {
    long handle;      /* the host's handle */
    int64_t position; /* where the host's handle stands, in bytes; the host cannot be asked */
    bool is_open, can_read, can_write, appends;
};
static struct open_file files[FILES_MAX];

/* Protects the table, and is held for each call to the host. */
static struct __lock lock;

static bool is_console(int fd)
{
    return fd >= STDIN_FILENO && fd < FIRST_FILE;
}

/* Returns the open file with this descriptor, or NULL. The lock must be held. */
static struct open_file *file_of(int fd)
{
    if (fd < FIRST_FILE || fd - FIRST_FILE >= FILES_MAX || !files[fd - FIRST_FILE].is_open)
        return NULL;
    return &files[fd - FIRST_FILE];
}

/* Returns what a libc function returns for @p result: -1 with errno set if @p result is a negative
 * errno, else @p result. */
static long answer(long result)
{
    if (result >= 0)
        return result;
    errno = (int)-result;
    return -1;
}

/* ---- the console -------------------------------------------------------------------------- */

/* Reads a line, or as much of a line as fits. Returns 0 at the end of the input. */
static ssize_t console_read(char *to, size_t bytes)
{
    size_t count = 0;

    while (count < bytes) {
        int byte = console_input_wait();
        if (byte == CONSOLE_INPUT_GIVEN_BACK && !count)
            continue; /* the bytes before ^D have been read already */
        if (byte < 0)
            break;
        to[count++] = (char)byte;
        if (byte == '\n')
            break;
    }
    return (ssize_t)count;
}

/* ---- opening and closing ------------------------------------------------------------------ */

static int free_slot(void)
{
    for (int slot = 0; slot < FILES_MAX; slot++)
        if (!files[slot].is_open)
            return slot;
    return -EMFILE;
}

static long open_locked(const char *path, int flags)
{
    int access = flags & O_ACCMODE, slot = free_slot();

    if (slot < 0)
        return slot;
    long handle = host_open(path, flags);
    if (handle < 0)
        return handle;
    files[slot] = (struct open_file){
        .handle = handle,
        .is_open = true,
        .can_read = access != O_WRONLY,
        .can_write = access != O_RDONLY,
        .appends = flags & O_APPEND,
    };
    return slot + FIRST_FILE;
}

int file_open(const char *path, int flags)
{
    int access = flags & O_ACCMODE;

    if (!path)
        return (int)answer(-EFAULT);
    if (access != O_RDONLY && access != O_WRONLY && access != O_RDWR)
        return (int)answer(-EINVAL);
    __retarget_lock_acquire(&lock);
    long fd = open_locked(path, flags);
    __retarget_lock_release(&lock);
    return (int)answer(fd);
}

static long close_locked(struct open_file *file)
{
    if (!file)
        return -EBADF;
    file->is_open = false;
    return host_close(file->handle);
}

int file_close(int fd)
{
    if (is_console(fd)) {
        console_flush();
        return 0;
    }
    __retarget_lock_acquire(&lock);
    long result = close_locked(file_of(fd));
    __retarget_lock_release(&lock);
    return (int)answer(result);
}

/* ---- reading and writing ------------------------------------------------------------------ */

static long read_locked(struct open_file *file, void *to, size_t bytes)
{
    if (!file || !file->can_read)
        return -EBADF;
    long count = host_read(file->handle, to, bytes, file->position);
    if (count > 0)
        file->position += count;
    return count;
}

ssize_t file_read(int fd, void *to, size_t bytes)
{
    if (fd == STDIN_FILENO)
        return console_read(to, bytes);
    __retarget_lock_acquire(&lock);
    long count = read_locked(file_of(fd), to, bytes);
    __retarget_lock_release(&lock);
    return answer(count);
}

static long seek_to(struct open_file *file, int64_t position)
{
    long error = position < 0 ? (long)position : host_seek(file->handle, position);
    if (error)
        return error;
    return file->position = position;
}

static long write_locked(struct open_file *file, const void *from, size_t bytes)
{
    if (!file || !file->can_write)
        return -EBADF;
    if (file->appends) {
        long end = seek_to(file, host_length(file->handle));
        if (end < 0)
            return end;
    }
    long count = host_write(file->handle, from, bytes);
    if (count > 0)
        file->position += count;
    return count;
}

ssize_t file_write(int fd, const void *from, size_t bytes)
{
    if (fd == STDOUT_FILENO || fd == STDERR_FILENO) {
        console_write(from, bytes);
        return (ssize_t)bytes;
    }
    __retarget_lock_acquire(&lock);
    long count = write_locked(file_of(fd), from, bytes);
    __retarget_lock_release(&lock);
    return answer(count);
}

int file_sync(int fd)
{
    if (is_console(fd)) {
        console_flush();
        return 0;
    }
    __retarget_lock_acquire(&lock);
    bool is_open = file_of(fd); /* the host has all written data already */
    __retarget_lock_release(&lock);
    return (int)answer(is_open ? 0 : -EBADF);
}

static long seek_locked(struct open_file *file, int64_t offset, int whence)
{
    int64_t position;
    long base = 0;

    if (!file)
        return -EBADF;
    if (whence == SEEK_CUR)
        base = file->position;
    else if (whence == SEEK_END)
        base = host_length(file->handle);
    else if (whence != SEEK_SET)
        return -EINVAL;
    if (base < 0)
        return base;
    if (__builtin_add_overflow(base, offset, &position) || position < 0)
        return -EINVAL;
    return seek_to(file, position);
}

off_t file_seek(int fd, off_t offset, int whence)
{
    if (is_console(fd))
        return answer(-ESPIPE);
    __retarget_lock_acquire(&lock);
    long position = seek_locked(file_of(fd), offset, whence);
    __retarget_lock_release(&lock);
    return answer(position);
}

/* ---- what a descriptor is ----------------------------------------------------------------- */

static long stat_locked(const struct open_file *file, struct stat *status)
{
    if (!file)
        return -EBADF;
    long length = host_length(file->handle);
    if (length < 0)
        return length;
    status->st_mode = host_is_terminal(file->handle) ? S_IFCHR : S_IFREG;
    status->st_mode |= (file->can_read ? S_IRUSR : 0) | (file->can_write ? S_IWUSR : 0);
    status->st_size = length;
    return 0;
}

int file_stat(int fd, struct stat *status)
{
    if (!status)
        return (int)answer(-EFAULT);
    *status = (struct stat){.st_nlink = 1};
    if (is_console(fd)) {
        status->st_mode = S_IFCHR | (fd == STDIN_FILENO ? S_IRUSR : S_IWUSR);
        return 0;
    }
    __retarget_lock_acquire(&lock);
    long error = stat_locked(file_of(fd), status);
    __retarget_lock_release(&lock);
    return (int)answer(error);
}

int file_isatty(int fd)
{
    if (is_console(fd))
        return 1;
    __retarget_lock_acquire(&lock);
    const struct open_file *file = file_of(fd);
    long error = !file ? -EBADF : host_is_terminal(file->handle) ? 0 : -ENOTTY;
    __retarget_lock_release(&lock);
    return answer(error) == 0;
}

/* ---- files by name ------------------------------------------------------------------------ */

int file_unlink(const char *path)
{
    if (!path)
        return (int)answer(-EFAULT);
    __retarget_lock_acquire(&lock);
    long error = host_remove(path);
    __retarget_lock_release(&lock);
    return (int)answer(error);
}

int file_rename(const char *from, const char *to)
{
    if (!from || !to)
        return (int)answer(-EFAULT);
    __retarget_lock_acquire(&lock);
    long error = host_rename(from, to);
    __retarget_lock_release(&lock);
    return (int)answer(error);
}
