/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_ATOMIC_H
#define MUSTER_ATOMIC_H

#include <stdbool.h>
#include <stdint.h>

#include <muster/arch/atomic.h>
#include <muster/linkage.h>

MUSTER_BEGIN_DECLS

/**
 * @file
 * Atomic read-modify-write operations that use LSE instructions where the boot CPU has them.
 *
 * A CPU without FEAT_LSE (before Armv8.1) runs loops of exclusives instead. One word, written once
 * at boot, decides. Each operation looks at that word, which costs two instructions and a branch. A
 * program compiled for CPUs with LSE alone (-march=armv8.1-a and above) does not look. For loads,
 * stores and fences use the compiler's __atomic_load_n() and its kin, <stdatomic.h>, or
 * <muster/order.h>. docs/atomics.md says when which is worth it.
 *
 * A parameter `order` is __ATOMIC_RELAXED, __ATOMIC_ACQUIRE, __ATOMIC_RELEASE, __ATOMIC_ACQ_REL or
 * __ATOMIC_SEQ_CST, written out in the call: it chooses the instruction. ACQUIRE orders what comes
 * after the operation behind its load. RELEASE orders what comes before the operation in front of
 * its store (Arm ARM B2.3). None of them orders a plain store before the operation against a plain
 * load after it, as a third CPU sees them; smp_mb() does.
 *
 * Words are in Normal memory and aligned to their size. **Cost** in instructions (gcc 12 -O2,
 * address and value in registers): fetch and exchange 4 with LSE; without it 7, and 4 more each
 * time that another CPU comes in between. Compare and exchange 6 and 8.
 *
 * @addtogroup sync
 * @{
 */

/** @cond internal */
#define MUSTER_ATOMIC_FUNCTION static inline __attribute__((always_inline))
/** @endcond */

/**
 * Returns true if the operations use LSE instructions.
 *
 * @return the same on all CPUs
 *
 * **Context:** any CPU, any time before and after main(); does not wait.
 */
static inline bool muster_atomic_uses_lse(void);

/**
 * Adds @p value to a word.
 *
 * @param word   a word of 32 bits
 * @param value  what to add
 * @param order  the memory order (see the top of this file)
 * @return what the word was before
 *
 * **Context:** any CPU, any time after start-up, handlers included; does not wait.
 */
MUSTER_ATOMIC_FUNCTION uint32_t muster_atomic_fetch_add_u32(uint32_t *word, uint32_t value,
                                                            int order);

/**
 * Adds @p value to a word.
 *
 * @param word   a word of 64 bits
 * @param value  what to add
 * @param order  the memory order (see the top of this file)
 * @return what the word was before
 *
 * **Context:** any CPU, any time after start-up, handlers included; does not wait.
 */
MUSTER_ATOMIC_FUNCTION uint64_t muster_atomic_fetch_add_u64(uint64_t *word, uint64_t value,
                                                            int order);

/**
 * Sets the bits of @p value in a word.
 *
 * @param word   a word of 32 bits
 * @param value  the bits to set
 * @param order  the memory order (see the top of this file)
 * @return what the word was before
 *
 * **Context:** any CPU, any time after start-up, handlers included; does not wait.
 */
MUSTER_ATOMIC_FUNCTION uint32_t muster_atomic_fetch_or_u32(uint32_t *word, uint32_t value,
                                                           int order);

/**
 * Sets the bits of @p value in a word.
 *
 * @param word   a word of 64 bits
 * @param value  the bits to set
 * @param order  the memory order (see the top of this file)
 * @return what the word was before
 *
 * **Context:** any CPU, any time after start-up, handlers included; does not wait.
 */
MUSTER_ATOMIC_FUNCTION uint64_t muster_atomic_fetch_or_u64(uint64_t *word, uint64_t value,
                                                           int order);

/**
 * Clears the bits of a word that are not in @p value.
 *
 * @param word   a word of 32 bits
 * @param value  the bits to keep
 * @param order  the memory order (see the top of this file)
 * @return what the word was before
 *
 * **Context:** any CPU, any time after start-up, handlers included; does not wait.
 */
MUSTER_ATOMIC_FUNCTION uint32_t muster_atomic_fetch_and_u32(uint32_t *word, uint32_t value,
                                                            int order);

/**
 * Clears the bits of a word that are not in @p value.
 *
 * @param word   a word of 64 bits
 * @param value  the bits to keep
 * @param order  the memory order (see the top of this file)
 * @return what the word was before
 *
 * **Context:** any CPU, any time after start-up, handlers included; does not wait.
 */
MUSTER_ATOMIC_FUNCTION uint64_t muster_atomic_fetch_and_u64(uint64_t *word, uint64_t value,
                                                            int order);

/**
 * Stores @p value into a word.
 *
 * @param word   a word of 32 bits
 * @param value  what to store
 * @param order  the memory order (see the top of this file)
 * @return what the word was before
 *
 * **Context:** any CPU, any time after start-up, handlers included; does not wait.
 */
MUSTER_ATOMIC_FUNCTION uint32_t muster_atomic_exchange_u32(uint32_t *word, uint32_t value,
                                                           int order);

/**
 * Stores @p value into a word.
 *
 * @param word   a word of 64 bits
 * @param value  what to store
 * @param order  the memory order (see the top of this file)
 * @return what the word was before
 *
 * **Context:** any CPU, any time after start-up, handlers included; does not wait.
 */
MUSTER_ATOMIC_FUNCTION uint64_t muster_atomic_exchange_u64(uint64_t *word, uint64_t value,
                                                           int order);

/**
 * Stores @p desired into a word if the word is *@p expected. Never fails without a reason.
 *
 * @param word      a word of 32 bits
 * @param expected  what the word should be; gets what the word is if that is something else
 * @param desired   what to store
 * @param order     the memory order; after a failure only its part for loads holds
 * @return true if it has stored
 *
 * **Context:** any CPU, any time after start-up, handlers included; does not wait.
 */
MUSTER_ATOMIC_FUNCTION bool muster_atomic_compare_exchange_u32(uint32_t *word, uint32_t *expected,
                                                               uint32_t desired, int order);

/**
 * Stores @p desired into a word if the word is *@p expected. Never fails without a reason.
 *
 * @param word      a word of 64 bits
 * @param expected  what the word should be; gets what the word is if that is something else
 * @param desired   what to store
 * @param order     the memory order; after a failure only its part for loads holds
 * @return true if it has stored
 *
 * **Context:** any CPU, any time after start-up, handlers included; does not wait.
 */
MUSTER_ATOMIC_FUNCTION bool muster_atomic_compare_exchange_u64(uint64_t *word, uint64_t *expected,
                                                               uint64_t desired, int order);

/** @} */

/** @cond internal */

static inline bool muster_atomic_uses_lse(void)
{
    return arch_uses_lse();
}

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

/** @endcond */

MUSTER_END_DECLS

#endif
