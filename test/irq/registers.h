/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_TEST_REGISTERS_H
#define MUSTER_TEST_REGISTERS_H

#include <stdint.h>

/* The registers of a program; registers.S knows the offsets. */
struct registers {
    uint64_t x[31];
    uint64_t nzcv, fpcr, fpsr;
    uint64_t q[32][2];
};
_Static_assert(sizeof(struct registers) == 784, "as registers.S has it");

void registers_hold(uint64_t times, const struct registers *in, struct registers *out);
void registers_scribble(void);
void registers_scribble_fp(void);

#endif
