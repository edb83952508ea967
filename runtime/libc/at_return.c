/* SPDX-License-Identifier: MIT */
#include "libc/at_return.h"

static void (*at_return)(void);

void libc_at_return(void (*function)(void))
{
    __atomic_store_n(&at_return, function, __ATOMIC_RELAXED); /* always the same one */
}

static void (*at_leave)(void);

void libc_at_leave(void (*function)(void))
{
    __atomic_store_n(&at_leave, function, __ATOMIC_RELAXED); /* always the same one */
}

void libc_run_at_leave(void)
{
    void (*function)(void) = __atomic_load_n(&at_leave, __ATOMIC_RELAXED);
    if (function)
        function();
}

void libc_run_at_return(void)
{
    void (*function)(void) = __atomic_load_n(&at_return, __ATOMIC_RELAXED);
    if (function)
        function();
}
