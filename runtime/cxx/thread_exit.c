/* SPDX-License-Identifier: MIT */
#include <stdlib.h>

#include <muster/panic.h>

#include "cxx/cxx.h"
#include "libc/at_return.h"

/* Destructors of thread_local objects. Each CPU has a list of its own, and runs it when it leaves
 * the application, the newest first. */
struct destructor {
    void (*function)(void *);
    void *object;
    struct destructor *older;
};
static _Thread_local struct destructor *newest;

static void run(void)
{
    struct destructor *destructor;

    while ((destructor = newest)) {
        newest = destructor->older; /* before the call: the destructor may register new ones */
        destructor->function(destructor->object);
        free(destructor);
    }
}

int __cxa_thread_atexit(void (*function)(void *), void *object, void *dso)
{
    struct destructor *destructor = malloc(sizeof(*destructor));

    (void)dso;
    if (!destructor)
        panic("no memory for a thread_local object's destructor");
    *destructor = (struct destructor){function, object, newest};
    newest = destructor;
    libc_at_return(run);
    return 0;
}
