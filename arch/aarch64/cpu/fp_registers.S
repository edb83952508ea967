/* SPDX-License-Identifier: MIT */
#include "asm-offsets.h"
#include "aarch64/asm.h"

/*
 * Saves and restores the FP and SIMD registers of an interrupted program around handlers that may
 * use them. All 32 are saved, since a C function keeps only the lower half of v8 to v15 (AAPCS64
 * 6.1.2).
 */

    .arch_extension fp
    .text

.macro all_pairs operation
    \operation q0, q1, [x0, #FP_STATE_V + 16 * 0]
    \operation q2, q3, [x0, #FP_STATE_V + 16 * 2]
    \operation q4, q5, [x0, #FP_STATE_V + 16 * 4]
    \operation q6, q7, [x0, #FP_STATE_V + 16 * 6]
    \operation q8, q9, [x0, #FP_STATE_V + 16 * 8]
    \operation q10, q11, [x0, #FP_STATE_V + 16 * 10]
    \operation q12, q13, [x0, #FP_STATE_V + 16 * 12]
    \operation q14, q15, [x0, #FP_STATE_V + 16 * 14]
    \operation q16, q17, [x0, #FP_STATE_V + 16 * 16]
    \operation q18, q19, [x0, #FP_STATE_V + 16 * 18]
    \operation q20, q21, [x0, #FP_STATE_V + 16 * 20]
    \operation q22, q23, [x0, #FP_STATE_V + 16 * 22]
    \operation q24, q25, [x0, #FP_STATE_V + 16 * 24]
    \operation q26, q27, [x0, #FP_STATE_V + 16 * 26]
    \operation q28, q29, [x0, #FP_STATE_V + 16 * 28]
    \operation q30, q31, [x0, #FP_STATE_V + 16 * 30]
.endm

/*
 * void fp_save(struct fp_state *state)
 * clobbers: x1, x2
 */
FUNCTION(muster_fp_save)
    all_pairs stp
    mrs     x1, fpcr
    mrs     x2, fpsr
    stp     x1, x2, [x0, #FP_STATE_FPCR]
    ret
END_FUNCTION(muster_fp_save)

/*
 * void fp_restore(const struct fp_state *state)
 * clobbers: x1, x2
 */
FUNCTION(muster_fp_restore)
    all_pairs ldp
    ldp     x1, x2, [x0, #FP_STATE_FPCR]
    msr     fpcr, x1
    msr     fpsr, x2
    ret
END_FUNCTION(muster_fp_restore)
