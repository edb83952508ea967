/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_AARCH64_EXCEPTION_FRAME_H
#define MUSTER_AARCH64_EXCEPTION_FRAME_H

#include <stdint.h>

/* Which group of the vector table, and which of its entries: `vector` is source << 8 | kind. */
enum vector_source {
    VECTOR_FROM_HANDLER,
    VECTOR_FROM_PROGRAM,
    VECTOR_FROM_LOWER_EL,
    VECTOR_FROM_LOWER_AARCH32,
};
enum vector_kind { VECTOR_SYNC, VECTOR_IRQ, VECTOR_FIQ, VECTOR_SERROR };

/* What vectors.S saves, lowest address first; a multiple of 16 bytes. */
struct exception_frame {
    uint64_t x[31];
    uint64_t sp; /* SP_EL0: the program's stack */
    uint64_t elr, spsr;
    uint64_t esr, far;
    uint64_t frame_record[2]; /* the interrupted x29 and PC, for back traces */
    uint64_t vector;
    uint64_t unused;
};
_Static_assert(sizeof(struct exception_frame) % 16 == 0, "the stack pointer stays aligned");

void exception(struct exception_frame *frame) __asm__("muster_exception");

#endif
