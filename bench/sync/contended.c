/* SPDX-License-Identifier: MIT */
#include <muster/atomic.h>
#include <muster/mcs_lock.h>
#include <muster/percpu.h>
#include <muster/rwlock.h>
#include <muster/spinlock.h>

#include "measure.h"

/* Measures what all CPUs do at the same time with one shared object, and with an object of their
 * own each. */

static DEFINE_SPINLOCK(spinlock);
static DEFINE_MUSTER_MCS_LOCK(mcs_lock);
static DEFINE_MUSTER_RWLOCK(rwlock);
static uint64_t spin_count, mcs_count, write_count, shared_count;
static DEFINE_PER_CPU_ALIGNED(uint64_t, private_count);

static void measure_locks(unsigned int rank, uint64_t empty, uint64_t operations)
{
    struct muster_mcs_node node;

    const uint64_t spin = TICKS_OF_ALL(spin_lock(&spinlock); spin_count++; spin_unlock(&spinlock));
    const uint64_t mcs = TICKS_OF_ALL(muster_mcs_lock(&mcs_lock, &node); mcs_count++;
                                      muster_mcs_unlock(&mcs_lock, &node));
    const uint64_t reads =
        TICKS_OF_ALL(muster_rwlock_read_lock(&rwlock); muster_rwlock_read_unlock(&rwlock));
    const uint64_t writes = TICKS_OF_ALL(muster_rwlock_write_lock(&rwlock); write_count++;
                                         muster_rwlock_write_unlock(&rwlock));
    if (rank != 0)
        return;
    must_be("spin_lock_unlock_contended", spin_count, operations);
    must_be("mcs_lock_unlock_contended", mcs_count, operations);
    must_be("write_lock_unlock_contended", write_count, operations);
    print_figure("spin_lock_unlock_contended", spin, empty, operations);
    print_figure("mcs_lock_unlock_contended", mcs, empty, operations);
    print_figure("read_lock_unlock_contended", reads, empty, operations);
    print_figure("write_lock_unlock_contended", writes, empty, operations);
}

static void measure_adds(unsigned int rank, uint64_t empty, uint64_t operations)
{
    uint64_t *private = this_cpu_ptr(&private_count);

    const uint64_t add_shared =
        TICKS_OF_ALL(muster_atomic_fetch_add_u64(&shared_count, 1, __ATOMIC_RELAXED));
    const uint64_t add_private =
        TICKS_OF_ALL(muster_atomic_fetch_add_u64(private, 1, __ATOMIC_RELAXED));
    must_be("atomic_add_private", *private, rounds);
    if (rank != 0)
        return;
    must_be("atomic_add_shared", shared_count, operations);
    print_figure("atomic_add_shared", add_shared, empty, operations);
    print_figure("atomic_add_private", add_private, empty, operations);
}

void measure_contended(unsigned int rank)
{
    const uint64_t empty = TICKS_OF_ALL();
    const uint64_t operations = (uint64_t)rounds * muster_barrier_size(&all);

    measure_locks(rank, empty, operations);
    measure_adds(rank, empty, operations);
}
