/* SPDX-License-Identifier: MIT */
#include "aarch64/asm.h"

/*
 * Atomic operations on 16 bytes, under the names by which GCC calls them (those of libatomic).
 * Every CPU has the instructions, but GCC leaves these operations to that library.
 *
 * The address must be aligned to 16 bytes and be in Normal memory that is writable: without
 * FEAT_LSE2, a pair that was loaded is one value only if the store of the pair succeeds (Arm ARM
 * B2.2.1). All operations are sequentially consistent, whatever order the caller asks for.
 *
 * in:  x0 = address; x2, x3 = value
 * out: x0, x1 = the value before
 * clobbers: x4-x8
 */

    .text

/* unsigned __int128 __atomic_load_16(const void *from, int order) */
FUNCTION(__atomic_load_16)
1:  ldaxp   x4, x5, [x0]
    stlxp   w8, x4, x5, [x0]
    cbnz    w8, 1b
    mov     x0, x4
    mov     x1, x5
    ret
END_FUNCTION(__atomic_load_16)

/* void __atomic_store_16(void *to, unsigned __int128 value, int order) */
FUNCTION(__atomic_store_16)
1:  ldaxp   x4, x5, [x0]
    stlxp   w8, x2, x3, [x0]
    cbnz    w8, 1b
    ret
END_FUNCTION(__atomic_store_16)

/* unsigned __int128 __atomic_exchange_16(void *to, unsigned __int128 value, int order) */
FUNCTION(__atomic_exchange_16)
1:  ldaxp   x4, x5, [x0]
    stlxp   w8, x2, x3, [x0]
    cbnz    w8, 1b
    mov     x0, x4
    mov     x1, x5
    ret
END_FUNCTION(__atomic_exchange_16)

/*
 * bool __atomic_compare_exchange_16(void *to, void *expected, unsigned __int128 value, int success,
 *                                   int failure)
 * in:  x1 = the expected value, which is replaced by the value before on failure
 * out: w0 = 1 if the value was stored, 0 if not
 */
FUNCTION(__atomic_compare_exchange_16)
    ldp     x6, x7, [x1]
1:  ldaxp   x4, x5, [x0]
    cmp     x4, x6
    ccmp    x5, x7, #0, eq
    b.ne    2f
    stlxp   w8, x2, x3, [x0]
    cbnz    w8, 1b
    mov     w0, #1
    ret
2:  stlxp   w8, x4, x5, [x0]
    cbnz    w8, 1b
    stp     x4, x5, [x1]
    mov     w0, wzr
    ret
END_FUNCTION(__atomic_compare_exchange_16)

/*
 * unsigned __int128 __atomic_fetch_NAME_16(void *to, unsigned __int128 value, int order)
 * \low and \high: the instructions for the lower and the upper half
 */
.macro fetch low, high, name
FUNCTION(__atomic_fetch_\name\()_16)
1:  ldaxp   x4, x5, [x0]
    \low    x6, x4, x2
    \high   x7, x5, x3
    stlxp   w8, x6, x7, [x0]
    cbnz    w8, 1b
    mov     x0, x4
    mov     x1, x5
    ret
END_FUNCTION(__atomic_fetch_\name\()_16)
.endm

    fetch   adds, adc, add
    fetch   subs, sbc, sub
    fetch   and, and, and
    fetch   orr, orr, or
    fetch   eor, eor, xor
