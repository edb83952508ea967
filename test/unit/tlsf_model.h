/* SPDX-License-Identifier: MIT */
#ifndef TEST_UNIT_TLSF_MODEL_H
#define TEST_UNIT_TLSF_MODEL_H

#include <stdint.h>

/* A heap, and a list of what has been allocated from it. The process is ended by abort() when the
 * heap does something wrong. */

/* Starts with an empty heap. */
void tlsf_model_begin(void);
/* Does one thing with the heap, which the number chooses: adds memory, allocates, frees or
 * resizes. */
void tlsf_model_step(uint64_t number);
/* Frees everything, and checks that the heap is as if nothing had been allocated. */
void tlsf_model_end(void);

#endif
