/* SPDX-License-Identifier: MIT */
#include <stdbool.h>
#include <stdlib.h>
#include <sys/lock.h>

#include <muster/panic.h>

#include "cxx/cxx.h"
#include "libc/libc_lock.h"

/*
 * Destructors of static objects. They take turns with atexit()'s functions, the newest first: each
 * has a runner among these, as long as there is room; a libc may have as few as 32 places for all,
 * and a compiler does not look whether its request was granted. A runner runs those without one
 * that are newer than its own, and its own.
 */
struct record {
    void (*function)(void *);
    void *argument;
    bool has_runner;
    struct record *older;
};
static struct record *newest; /* under the lock */
static struct __lock lock;

void *const __dso_handle; /* there is one image, and it is not unloaded */

static struct record *take_newest(void)
{
    __retarget_lock_acquire(&lock);
    struct record *record = newest;
    if (record)
        newest = record->older;
    __retarget_lock_release(&lock);
    return record;
}

static void run(void)
{
    struct record *record;
    bool has_runner = false;

    while (!has_runner && (record = take_newest())) {
        has_runner = record->has_runner;
        record->function(record->argument);
        free(record);
    }
}

int __cxa_atexit(void (*function)(void *), void *argument, void *dso)
{
    struct record *record = malloc(sizeof(*record));

    (void)dso;
    if (!record)
        panic("no memory for a static object's destructor");
    *record = (struct record){function, argument, .has_runner = atexit(run) == 0};
    __retarget_lock_acquire(&lock);
    if (!record->has_runner && !newest)
        panic("no room for a static object's destructor: atexit() has too many functions");
    record->older = newest;
    newest = record;
    __retarget_lock_release(&lock);
    return 0;
}
