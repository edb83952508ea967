/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_STATE_WORD_H
#define MUSTER_RUNTIME_STATE_WORD_H

#include <stdbool.h>
#include <stdint.h>

/*
 * A word by which two CPUs hand something to each other: its value says whose turn it is, and each
 * changes it from a value that makes it its own. Acquire and release: what one side has stored
 * before its change is seen by the other after it has seen the change.
 */

static inline uint32_t state_word_read(const uint32_t *word)
{
    return __atomic_load_n(word, __ATOMIC_ACQUIRE);
}

/* Changes the word if it is @p from; whether it was. */
static inline bool state_word_change(uint32_t *word, uint32_t from, uint32_t to)
{
    return __atomic_compare_exchange_n(word, &from, to, false, __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE);
}

/* Changes it from a value from which nobody else does. */
static inline void state_word_set(uint32_t *word, uint32_t to)
{
    __atomic_store_n(word, to, __ATOMIC_RELEASE);
}

#endif
