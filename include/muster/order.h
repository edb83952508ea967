/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_ORDER_H
#define MUSTER_ORDER_H

#include <muster/arch/cpu.h>

/**
 * @file
 * Order between CPUs, with the meaning of Linux's functions of these names (Linux
 * Documentation/memory-barriers.txt; Arm ARM B2.3).
 *
 * @addtogroup sync
 * @{
 */

/**
 * Orders every load and store before it in front of every load and store after it, for all CPUs.
 *
 * **Context:** any CPU, any time.
 */
#define smp_mb() __atomic_thread_fence(__ATOMIC_SEQ_CST)

/**
 * Orders every load before it in front of every load after it.
 *
 * **Context:** any CPU, any time. Partner: smp_wmb().
 */
#define smp_rmb() arch_smp_rmb()

/**
 * Orders every store before it in front of every store after it, for all CPUs.
 *
 * **Context:** any CPU, any time. Partner: smp_rmb().
 */
#define smp_wmb() arch_smp_wmb()

/**
 * Loads *p. Loads and stores after the call come after it.
 *
 * @param p  the address
 * @return the value
 *
 * **Context:** any CPU, any time. **Ordering:** acquire; partner: smp_store_release().
 */
#define smp_load_acquire(p) __atomic_load_n((p), __ATOMIC_ACQUIRE)

/**
 * Stores @p v into *p. Loads and stores before the call come before it.
 *
 * @param p  the address
 * @param v  the value
 *
 * **Context:** any CPU, any time. **Ordering:** release; partner: smp_load_acquire().
 */
#define smp_store_release(p, v) __atomic_store_n((p), (v), __ATOMIC_RELEASE)

/**
 * Keeps the compiler from moving loads and stores over it, and from dropping a loop that has
 * nothing else in it. As Linux's barrier() it is no instruction and gives no order between CPUs.
 *
 * **Context:** any CPU, any time.
 */
static inline void muster_compiler_barrier(void);

/**
 * Lets the other threads of the core, or an emulator, go on. Call this in every loop that waits
 * busily.
 *
 * **Context:** any CPU, any time. **Ordering:** that of muster_compiler_barrier().
 */
static inline void cpu_relax(void);

/** @} */

/** @cond internal */

static inline void muster_compiler_barrier(void)
{
    arch_compiler_barrier();
}

static inline void cpu_relax(void)
{
    arch_cpu_relax();
}

/** @endcond */

#endif
