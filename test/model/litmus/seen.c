/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>

#include "execution.h"

/* The states that the search has seen: a hash table, in which zeroes are an empty place. */

static unsigned char *seen; /* states of seen_state_bytes each */
static size_t seen_size, seen_count, seen_state_bytes;

static struct state *slot_at(size_t slot)
{
    return (struct state *)(seen + slot * seen_state_bytes);
}

static size_t find_seen(const struct state *state)
{
    const unsigned char *byte = (const unsigned char *)state;
    uint64_t hash = UINT64_C(14695981039346656037);

    for (size_t i = 0; i < state_bytes(); i++)
        hash = (hash ^ byte[i]) * UINT64_C(1099511628211);
    size_t slot = (hash ^ hash >> 32) & (seen_size - 1);
    while (slot_at(slot)->performed && memcmp(slot_at(slot), state, state_bytes()) != 0)
        slot = (slot + 1) & (seen_size - 1);
    return slot;
}

static void resize_seen(size_t size)
{
    unsigned char *old = seen;
    size_t old_size = seen_size;

    seen = calloc(size, seen_state_bytes);
    seen_size = size;
    if (!seen)
        litmus_fail("test %s has too many states for this machine's memory", paths.test->name);
    for (size_t i = 0; i < old_size; i++) {
        struct state *state = (struct state *)(old + i * seen_state_bytes);
        if (state->performed)
            memcpy(slot_at(find_seen(state)), state, state_bytes());
    }
    free(old);
}

void seen_clear(void)
{
    const size_t at_first = 1 << 10, alignment = sizeof(uint64_t);

    free(seen);
    seen = NULL;
    seen_count = seen_size = 0;
    seen_state_bytes = (state_bytes() + alignment - 1) & ~(alignment - 1);
    resize_seen(at_first);
}

bool seen_is_new(const struct state *state)
{
    if (!state->performed)
        return true;
    if (2 * seen_count >= seen_size)
        resize_seen(2 * seen_size);
    size_t slot = find_seen(state);
    if (slot_at(slot)->performed)
        return false;
    memcpy(slot_at(slot), state, state_bytes());
    seen_count++;
    return true;
}
