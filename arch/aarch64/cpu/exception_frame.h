/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_AARCH64_EXCEPTION_FRAME_H
#define MUSTER_AARCH64_EXCEPTION_FRAME_H

#include <stdint.h>

/* The registers of an interrupted program, and which vector the exception came through. The
 * field `vector` is source << 8 | kind: a source is a group of the vector table, a kind an entry
 * in it. */
enum vector_source {
    VECTOR_FROM_HANDLER,
    VECTOR_FROM_PROGRAM,
    VECTOR_FROM_LOWER_EL,
    VECTOR_FROM_LOWER_AARCH32,
};
enum vector_kind { VECTOR_SYNC, VECTOR_IRQ, VECTOR_FIQ, VECTOR_SERROR };

/* What vectors.S saves, lowest address first. Its size is a multiple of 16 bytes. */
struct exception_frame {
    uint64_t x[31];
    uint64_t sp; /* SP_EL0: the program's stack */
    uint64_t elr, spsr;
    uint64_t esr, far;
    uint64_t frame_record[2]; /* the interrupted x29 and PC, for back traces */
    uint64_t vector;
    uint64_t handler_sp; /* of an exception from a handler: its SP_ELx */
};
_Static_assert(sizeof(struct exception_frame) % 16 == 0, "the stack pointer stays aligned");

/* Handles an exception; called by vectors.S. */
void exception(struct exception_frame *frame) __asm__("muster_exception");

#endif
