/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_TEST_CALLEE_SAVED_H
#define MUSTER_TEST_CALLEE_SAVED_H

/* For assembly: what a function has to keep for its caller (AAPCS64 6.1): x19 to x30 and d8 to d15.
 * Both macros use CALLEE_SAVED_BYTES from the address in \base on. */

#define CALLEE_SAVED_BYTES 160

.macro for_callee_saved operation, base
    \operation x19, x20, [\base]
    \operation x21, x22, [\base, #16]
    \operation x23, x24, [\base, #32]
    \operation x25, x26, [\base, #48]
    \operation x27, x28, [\base, #64]
    \operation x29, x30, [\base, #80]
    \operation d8, d9, [\base, #96]
    \operation d10, d11, [\base, #112]
    \operation d12, d13, [\base, #128]
    \operation d14, d15, [\base, #144]
.endm

.macro save_callee_saved base
    for_callee_saved stp, \base
.endm

.macro restore_callee_saved base
    for_callee_saved ldp, \base
.endm

#endif
