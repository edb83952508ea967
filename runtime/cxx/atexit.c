/* SPDX-License-Identifier: MIT */
#include <stdbool.h>
#include <stdlib.h>
#include <sys/lock.h>

#include <muster/panic.h>

#include "cxx/cxx.h"
#include "libc/libc_lock.h"

/*
 * Destructors of static objects, run at the program's end together with the atexit() functions, the
 * newest first.
 *
 * To take turns with atexit()'s functions, each destructor registers run() with atexit(), as long
 * as that has room: a libc may have as few as 32 places in all, and a compiler does not check
 * whether its request was granted. A call of run() runs the newest destructors down to the first
 * one that has registered a call itself, that one included.
 */
struct record {
    void (*function)(void *);
    void *argument;
    bool has_runner;
    struct record *older;
};
/* The newest record of a list. Protected by the lock. */
static struct record *newest;
static struct __lock lock;

void *const __dso_handle; /* unused: there is one image, and it is never unloaded */

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
