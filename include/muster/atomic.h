/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_ATOMIC_H
#define MUSTER_ATOMIC_H

#include <stdbool.h>
#include <stdint.h>

#include <muster/arch/atomic.h>
#include <muster/linkage.h>

MUSTER_BEGIN_DECLS

/*
 * Atomic read-modify-write operations that use the CPU's LSE instructions (FEAT_LSE, in every CPU
 * from Armv8.1 on) when the boot CPU has them, and loops of exclusives when it has not. It is
 * decided by one word, written once at boot, that each operation looks at: two instructions and a
 * branch more than the bare one. A program compiled for such CPUs alone (-march=armv8.1-a and
 * above) does not look. Loads, stores and fences are the compiler's: __atomic_load_n() and its kin,
 * <stdatomic.h>, <muster/order.h>. docs/atomics.md says when which is worth it.
 *
 * @p order is __ATOMIC_RELAXED, __ATOMIC_ACQUIRE, __ATOMIC_RELEASE, __ATOMIC_ACQ_REL or
 * __ATOMIC_SEQ_CST, written out where the operation stands: it chooses the instruction. ACQUIRE
 * orders what comes after it behind the operation's load, RELEASE what comes before it in front of
 * its store (Arm ARM B2.3). None of them orders a plain store before it against a plain load after
 * it, for a CPU that reads a third word; that is smp_mb().
 *
 * **Context:** any CPU, any time after start-up, handlers included; on words of Normal memory,
 * aligned to their size. **Cost**, in instructions (gcc 12 -O2, address and value in registers):
 * fetch and exchange 4 with LSE, 7 and for each time that another CPU comes in between 4 more
 * without; compare and exchange 6 and 8.
 */

/** Whether the operations use LSE instructions: the same on all CPUs, from before main() on. */
static inline bool muster_atomic_uses_lse(void)
{
    return arch_uses_lse();
}

#define MUSTER_ATOMIC_FUNCTION static inline __attribute__((always_inline))

/** *word += value. @return what was there before. */
MUSTER_ATOMIC_FUNCTION uint32_t muster_atomic_fetch_add_u32(uint32_t *word, uint32_t value,
                                                            int order)
{
    return arch_atomic_fetch_add_u32(word, value, order);
}
MUSTER_ATOMIC_FUNCTION uint64_t muster_atomic_fetch_add_u64(uint64_t *word, uint64_t value,
                                                            int order)
{
    return arch_atomic_fetch_add_u64(word, value, order);
}

/** *word |= value. @return what was there before. */
MUSTER_ATOMIC_FUNCTION uint32_t muster_atomic_fetch_or_u32(uint32_t *word, uint32_t value,
                                                           int order)
{
    return arch_atomic_fetch_or_u32(word, value, order);
}
MUSTER_ATOMIC_FUNCTION uint64_t muster_atomic_fetch_or_u64(uint64_t *word, uint64_t value,
                                                           int order)
{
    return arch_atomic_fetch_or_u64(word, value, order);
}

/** *word &= value. @return what was there before. */
MUSTER_ATOMIC_FUNCTION uint32_t muster_atomic_fetch_and_u32(uint32_t *word, uint32_t value,
                                                            int order)
{
    return arch_atomic_fetch_and_u32(word, value, order);
}
MUSTER_ATOMIC_FUNCTION uint64_t muster_atomic_fetch_and_u64(uint64_t *word, uint64_t value,
                                                            int order)
{
    return arch_atomic_fetch_and_u64(word, value, order);
}

/** *word = value. @return what was there before. */
MUSTER_ATOMIC_FUNCTION uint32_t muster_atomic_exchange_u32(uint32_t *word, uint32_t value,
                                                           int order)
{
    return arch_atomic_exchange_u32(word, value, order);
}
MUSTER_ATOMIC_FUNCTION uint64_t muster_atomic_exchange_u64(uint64_t *word, uint64_t value,
                                                           int order)
{
    return arch_atomic_exchange_u64(word, value, order);
}

/**
 * *word = desired if it is *expected; otherwise *expected becomes what the word is. Never fails
 * without a reason. After a failure only the load's part of @p order holds.
 * @return whether it has stored.
 */
MUSTER_ATOMIC_FUNCTION bool muster_atomic_compare_exchange_u32(uint32_t *word, uint32_t *expected,
                                                               uint32_t desired, int order)
{
    return arch_atomic_compare_exchange_u32(word, expected, desired, order);
}
MUSTER_ATOMIC_FUNCTION bool muster_atomic_compare_exchange_u64(uint64_t *word, uint64_t *expected,
                                                               uint64_t desired, int order)
{
    return arch_atomic_compare_exchange_u64(word, expected, desired, order);
}

MUSTER_END_DECLS

#endif
