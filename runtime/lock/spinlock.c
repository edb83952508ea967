/* SPDX-License-Identifier: MIT */
#include <muster/spinlock.h>

#include <stddef.h>

#include <muster/percpu.h>
#include <muster/smp.h>

#include "arch/cpu.h"
#include "lock/held_locks.h"
#include "lock/lock_wait.h"

/* Slow path of spin locks; and, in builds with MUSTER_TRACK_LOCKS, the record of which CPU holds
 * which lock. */

static bool is_served(const spinlock_t *lock, uint32_t drawn)
{
    /* Acquire: this CPU sees what the last holder wrote. Partner: spin_unlock(). */
    return __atomic_load_n(&lock->served, __ATOMIC_ACQUIRE) == drawn;
}

void muster_spin_wait(spinlock_t *lock, uint32_t drawn)
{
    struct lock_wait wait = lock_wait_begin();

    while (!is_served(lock, drawn))
        lock_wait_pause(&wait, "a spin lock", lock);
}

#ifdef MUSTER_TRACK_LOCKS

/* The lock that the CPU took last and still holds: the head of a list through `outer`. Only the CPU
 * itself writes its list. The CPU reads the list for its own report; another CPU reads it only if
 * this CPU does not answer. */
static DEFINE_PER_CPU(spinlock_t *, innermost);

void muster_spin_took(spinlock_t *lock)
{
    /* Masked: a handler that takes locks runs wholly before or wholly after this change of the
     * list. */
    uint64_t flags = arch_irq_save();
    lock->holder = smp_processor_id() + 1;
    lock->outer = this_cpu_read(innermost);
    this_cpu_write(innermost, lock);
    arch_irq_restore(flags);
}

void muster_spin_leaves(spinlock_t *lock)
{
    uint64_t flags = arch_irq_save();
    spinlock_t **link = this_cpu_ptr(&innermost);

    while (*link && *link != lock)
        link = (spinlock_t **)&(*link)->outer;
    if (*link)
        *link = lock->outer;
    lock->holder = 0;
    arch_irq_restore(flags);
}

unsigned int held_locks_list(unsigned int cpu, const void *locks[], unsigned int max)
{
    const spinlock_t *lock = per_cpu(innermost, cpu);
    unsigned int count = 0;

    for (; lock && count < max; lock = lock->outer)
        locks[count++] = lock;
    return count;
}

#endif
