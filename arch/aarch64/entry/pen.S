/* SPDX-License-Identifier: MIT */
#include "asm-offsets.h"
#include "aarch64/asm.h"
#include "aarch64/cpu/sysreg.h"
#include "aarch64/entry/pen.h"

/*
 * CPUs that all enter the image at once, at EL3: one becomes the boot CPU, and the others wait in
 * the holding pen until cpu_ops_pen.c lets them go.
 *
 * Everything here runs with the MMU off, without a stack. Accesses go to memory past all caches,
 * and exclusives are not to be relied on there (Arm ARM B2.9), so there are plain loads and stores
 * only. The accesses are Device accesses; DMB orders those to different words.
 */

/* Where the words of the election are. */
#define ELECTION_X 0
#define ELECTION_Y 8
#define ELECTION_DONE 16

    .section .text.boot, "ax"

/*
 * Sets x3 to this CPU's slot, or goes to \none. Where the lowest level of affinity is threads, the
 * first thread of each core has a slot.
 * clobbers: x4, x5
 */
.macro pen_slot none
    mrs     x4, mpidr_el1
    mov_q   x3, HWID_MASK
    and     x3, x4, x3
    tst     x4, #MPIDR_MT
    b.eq    .Lcores\@
    tst     x3, #0xff
    b.ne    \none
    lsr     x3, x3, #8
.Lcores\@:
    ubfx    x4, x3, #0, #8
    cmp     x4, #PEN_CPUS_OF_CLUSTER
    b.hs    \none
    lsr     x5, x3, #8
    cmp     x5, #PEN_CLUSTERS
    b.hs    \none
    mov     x3, #PEN_CPUS_OF_CLUSTER
    madd    x3, x5, x3, x4
.endm

/*
 * void elect_boot_cpu(void)
 * Returns on one CPU of those that call it, which is the boot CPU, and never on the others.
 *
 * This is L. Lamport's "A fast mutual exclusion algorithm" (ACM TOCS 5, 1, 1987) without the exit:
 * the CPU that gets in stays in. election holds his x, his y, and a word that says that a CPU has
 * got in, all 0 at first; trying has his b, a byte for each slot. Each DMB keeps the order that the
 * proof needs: of a store to one word before a load of another.
 * in:  x10 = where another CPU goes on, with its boot record in x0
 * clobbers: x3-x9
 */
FUNCTION(muster_elect_boot_cpu)
    pen_slot muster_el3_no_slot
    adr_l   x4, trying
    adr_l   x5, election
    add     x6, x3, #1                      /* this CPU */
    mov     w7, #1
    strb    w7, [x4, x3]
    dmb     sy
    str     x6, [x5, #ELECTION_X]
    dmb     sy
    ldr     x7, [x5, #ELECTION_Y]
    cbnz    x7, lost
    str     x6, [x5, #ELECTION_Y]
    dmb     sy
    ldr     x7, [x5, #ELECTION_X]
    cmp     x7, x6
    b.eq    won

    /* Another CPU has come in between: waits until no CPU is on its way to y. */
    strb    wzr, [x4, x3]
1:  dmb     sy
    mov     x8, x4
    add     x9, x4, #PEN_SLOTS
2:  ldr     x7, [x8], #8
    cbnz    x7, 3f
    cmp     x8, x9
    b.ne    2b
    dmb     sy
    ldr     x7, [x5, #ELECTION_Y]           /* the last that came to y is in */
    cmp     x7, x6
    b.ne    lost
won:
    str     x6, [x5, #ELECTION_DONE]
    dsb     sy
    sev
    ret
3:  ldr     x7, [x5, #ELECTION_DONE]        /* a CPU that has won keeps its byte */
    cbnz    x7, lost
    yield
    b       1b
lost:
    strb    wzr, [x4, x3]
    /* falls through */
END_FUNCTION(muster_elect_boot_cpu)

/*
 * Waits in slot x3 for a boot record, and goes to x10 with it. pen.h tells how the slot is
 * used. An address that is no boot record's is what memory held before, or an old value.
 */
LOCAL_FUNCTION(pen)
    adr_l   x4, muster_pen_slots
    add     x4, x4, x3, lsl #3
    adr_l   x6, muster_boot_records
    mov_q   x7, BOOT_RECORDS_BYTES
    mov     x5, #PEN_WAITING
1:  str     x5, [x4]
    dsb     sy
2:  ldr     x0, [x4]
    cmp     x0, x5
    b.ne    3f
    wfe                                     /* until the control CPU sends an event */
    b       2b
3:  sub     x8, x0, x6
    cmp     x8, x7
    b.hs    1b
    dmb     sy                              /* slot, then record; partner: arch_publish() */
    br      x10
END_FUNCTION(pen)

/* In the loaded image, so that they are 0 at first, and in cache lines of their own: a CPU in the
 * election reads past all caches what it and the others wrote. */
    .section .data.election, "aw"
    .balign 64
election:
    .quad   0, 0, 0
    .balign 64
trying:
    .fill   PEN_SLOTS, 1, 0
    .balign 64
