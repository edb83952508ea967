/* SPDX-License-Identifier: MIT */
/* Saves and restores the FP and SIMD registers of an interrupted program. */
#ifndef MUSTER_AARCH64_FP_H
#define MUSTER_AARCH64_FP_H

#include <stdbool.h>
#include <stdint.h>

struct fp_state {
    uint64_t fpcr, fpsr;
    uint64_t v[32][2];
} __attribute__((aligned(16)));

/* Copy the registers to and from memory; in fp_registers.S. */
void fp_save(struct fp_state *state) __asm__("muster_fp_save");
void fp_restore(const struct fp_state *state) __asm__("muster_fp_restore");

/* Called after a trapped FP instruction. Returns true if a handler executed it: the registers of
 * the interrupted program are saved now, FP is enabled, and the handler can go on. */
bool fp_save_for_handler(void) __asm__("muster_fp_save_for_handler");

#endif
