/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_AARCH64_FP_H
#define MUSTER_AARCH64_FP_H

#include <stdbool.h>
#include <stdint.h>

struct fp_state {
    uint64_t fpcr, fpsr;
    uint64_t v[32][2];
} __attribute__((aligned(16)));

/* In fp_registers.S. */
void fp_save(struct fp_state *state) __asm__("muster_fp_save");
void fp_restore(const struct fp_state *state) __asm__("muster_fp_restore");

/* After a trapped FP instruction: whether it was a handler's, which can go on now, the registers of
 * the program that it has interrupted being saved. */
bool fp_save_for_handler(void) __asm__("muster_fp_save_for_handler");

#endif
