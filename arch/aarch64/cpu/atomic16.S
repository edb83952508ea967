/* SPDX-License-Identifier: MIT */
#include "aarch64/asm.h"

/*
 * Atomic operations on 16 bytes, by the names that GCC calls them by (libatomic's): every CPU has
 * the instructions, but GCC leaves them to that library. On Normal memory, aligned to 16 bytes,
 * and writable: without FEAT_LSE2 a pair is one value only if it could be stored again (Arm ARM
 * B2.2.1).
 * All are sequentially consistent, whatever order is asked for.
 *
 * In: x0 the address, x2 and x3 the value. Out: x0 and x1 the value before. Clobbers: x4-x8.
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
 * in: x1 expected, which gets the value before on failure
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

/* unsigned __int128 __atomic_fetch_NAME_16(void *to, unsigned __int128 value, int order): the
 * instructions for the lower and the upper half, and NAME. */
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
