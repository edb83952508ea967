/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_STATE_WORD_H
#define MUSTER_RUNTIME_STATE_WORD_H

#include <stdbool.h>
#include <stdint.h>

/*
 * State words: a word by which two CPUs hand something to each other.
 *
 * The word's value says which CPU may act next. A CPU changes the word only from a value that makes
 * the word its own. The changes are releases and the reads acquires: a CPU that has seen a change
 * also sees what the other CPU stored before it.
 */

static inline uint32_t state_word_read(const uint32_t *word)
{
    return __atomic_load_n(word, __ATOMIC_ACQUIRE);
}

/* Changes the word from @p from to @p to. Returns true if the word was @p from. */
static inline bool state_word_change(uint32_t *word, uint32_t from, uint32_t to)
{
    return __atomic_compare_exchange_n(word, &from, to, false, __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE);
}

/* Sets the word to @p to. The word's value must be one that only the caller may change. */
static inline void state_word_set(uint32_t *word, uint32_t to)
{
    __atomic_store_n(word, to, __ATOMIC_RELEASE);
}

#endif
