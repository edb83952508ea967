/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_ORDER_H
#define MUSTER_ORDER_H

#include <muster/arch/cpu.h>

/*
 * Order between CPUs, with the meaning of Linux's functions of these names (Linux
 * Documentation/memory-barriers.txt; Arm ARM B2.3). All are usable on any CPU at any time.
 */

/** Every load and store before it is seen by all CPUs before any load and store after it. */
#define smp_mb() __atomic_thread_fence(__ATOMIC_SEQ_CST)
/** Every load before it is done before any load after it. */
#define smp_rmb() arch_smp_rmb()
/** Every store before it is seen before any store after it. */
#define smp_wmb() arch_smp_wmb()

/** Reads *p; loads and stores after it come after it. Partner: smp_store_release(). */
#define smp_load_acquire(p) __atomic_load_n((p), __ATOMIC_ACQUIRE)
/** Writes @p v to *p; loads and stores before it come before it. Partner: smp_load_acquire(). */
#define smp_store_release(p, v) __atomic_store_n((p), (v), __ATOMIC_RELEASE)

/** The compiler moves no load or store over it, and keeps a loop that has nothing else in it. As
 * Linux's barrier() it is no instruction, and no order between CPUs. */
static inline void muster_compiler_barrier(void)
{
    arch_compiler_barrier();
}

/** One turn of a waiting loop: lets the other threads of the core, or an emulator, go on. */
static inline void cpu_relax(void)
{
    arch_cpu_relax();
}

#endif
