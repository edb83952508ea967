/* SPDX-License-Identifier: MIT */
#include <stdbool.h>

#include <muster/order.h>
#include <muster/panic.h>
#include <muster/smp.h>

#include "base/ticks.h"
#include "base/wait_limit.h"
#include "cxx/cxx.h"
#include "lock/lock_wait.h"

/* Static local variables: one CPU initialises the variable, the other CPUs wait for it. */

/* Returns true if the variable has been initialised. Acquire: this CPU sees what the constructor
 * wrote. Partner: __cxa_guard_release(). */
static bool is_done(const struct guard *guard)
{
    return __atomic_load_n(&guard->is_done, __ATOMIC_ACQUIRE);
}

/* Makes the caller the owner if there is none. Returns the owner. */
static uint32_t claim(struct guard *guard, uint32_t self)
{
    uint32_t owner = 0;

    /* Acquire: if the last owner has finished the variable, this CPU sees is_done set. Partner:
     * let_go(). */
    return __atomic_compare_exchange_n(&guard->owner, &owner, self, false, __ATOMIC_ACQUIRE,
                                       __ATOMIC_RELAXED)
               ? self
               : owner;
}

static void let_go(struct guard *guard)
{
    __atomic_store_n(&guard->owner, 0, __ATOMIC_RELEASE);
}

int __cxa_guard_acquire(struct guard *guard)
{
    uint32_t self = smp_processor_id() + 1, owner;
    uint64_t start = counter_now();
    bool is_late = false;

    if (__atomic_load_n(&guard->owner, __ATOMIC_RELAXED) == self)
        panic("the initialisation of a static variable (guard at %p) needs the variable itself",
              (void *)guard);
    while (!is_done(guard) && (owner = claim(guard, self)) != self) {
        if (is_late)
            panic("a static variable (guard at %p) is being initialised by CPU %u for %u ms",
                  (void *)guard, owner - 1, lock_timeout_ms);
        is_late = wait_limit_is_reached(start, lock_timeout_ms); /* then it looks once more */
        cpu_relax();
    }
    if (!is_done(guard))
        return 1;
    if (__atomic_load_n(&guard->owner, __ATOMIC_RELAXED) == self)
        let_go(guard); /* the last owner finished between is_done() and claim() */
    return 0;
}

void __cxa_guard_release(struct guard *guard)
{
    __atomic_store_n(&guard->is_done, 1, __ATOMIC_RELEASE); /* partner: is_done() */
    let_go(guard);
}

void __cxa_guard_abort(struct guard *guard)
{
    let_go(guard);
}
