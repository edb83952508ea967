/* SPDX-License-Identifier: MIT */
#include <muster/percpu.h>
#include <muster/spinlock.h>

#include "measure.h"

/* What all CPUs do at the same time with the same thing; and the same with things of their own. */

static DEFINE_SPINLOCK(lock);
static uint64_t locked_count, shared_count;
static DEFINE_PER_CPU_ALIGNED(uint64_t, private_count);

void measure_contended(unsigned int rank)
{
    const uint64_t operations = (uint64_t)rounds * muster_barrier_size(&all);
    uint64_t *private = this_cpu_ptr(&private_count);

    const uint64_t empty = TICKS_OF_ALL();
    const uint64_t spin = TICKS_OF_ALL(spin_lock(&lock); locked_count++; spin_unlock(&lock));
    const uint64_t add_shared =
        TICKS_OF_ALL(__atomic_add_fetch(&shared_count, 1, __ATOMIC_RELAXED));
    const uint64_t add_private = TICKS_OF_ALL(__atomic_add_fetch(private, 1, __ATOMIC_RELAXED));
    if (rank != 0)
        return;
    must_be("spin_lock_unlock_contended", locked_count, operations);
    must_be("atomic_add_shared", shared_count, operations);
    must_be("atomic_add_private", *private, rounds);
    print_figure("spin_lock_unlock_contended", spin, empty, operations);
    print_figure("atomic_add_shared", add_shared, empty, operations);
    print_figure("atomic_add_private", add_private, empty, operations);
}
