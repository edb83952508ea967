/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_TEST_LITMUS_EXECUTION_H
#define MUSTER_TEST_LITMUS_EXECUTION_H

#include <stddef.h>

#include "litmus.h"

/* An execution of a litmus test, as far as it has come. */

#define EVENTS_MOST 64 /* a bit each */
#define STEPS_MOST 256
#define NOBODY (-1)

/* An instruction of a thread on the path that it takes, with where its operands come from: the step
 * that wrote the register last, or NOBODY, which makes it 0. */
struct step {
    const struct instruction *is;
    int thread, event; /* the number of the load or store, or NOBODY */
    int from_left, from_right, from_data;
    bool is_taken; /* a branch: which way */
};

/* Which loads and stores have been performed; for each part of each word the last store, and for
 * each part of each load the store that it read: the event plus one, or 0 for the first value. Only
 * the first state_bytes() are used, so that states are small. */
struct state {
    uint64_t performed;
    uint8_t stores[(WORDS_MOST + EVENTS_MOST) * WORD_BYTES];
};

/* The paths that the threads take at present, one after the other. */
struct paths {
    const struct litmus *test;
    struct step steps[STEPS_MOST];
    int step_count, event_count;
    int event_steps[EVENTS_MOST];         /* of a load or store: its step */
    int thread_begin[THREADS_MOST + 1];   /* the first step of a thread */
    int writers[THREADS_MOST][REGISTERS]; /* the last step of a thread that writes the register */
};
extern struct paths paths;

static inline size_t state_bytes(void)
{
    int places = paths.test->word_count + paths.event_count;
    return offsetof(struct state, stores) + (size_t)(places * paths.test->part_count);
}

/* Returns where in state.stores the last store to a part of a word is. */
static inline int last_store(int64_t address, int part)
{
    return (int)address * paths.test->part_count + part;
}

/* Returns where in state.stores the store is that a part of a load has read. */
static inline int source_of(int event, int part)
{
    return (paths.test->word_count + event) * paths.test->part_count + part;
}

static inline bool is_load(int step)
{
    return paths.steps[step].is->operation == OP_LOAD;
}

static inline bool is_store(int step)
{
    return paths.steps[step].is->operation == OP_STORE;
}

static inline bool is_branch(int step)
{
    enum operation operation = paths.steps[step].is->operation;
    return operation == OP_BRANCH || operation == OP_AWAIT;
}

static inline bool is_performed(const struct state *state, int step)
{
    return state->performed >> paths.steps[step].event & 1;
}

/* Returns true if the step, a load or store, has the part of its word. */
static inline bool has_part(int step, int part)
{
    return paths.steps[step].is->part <= part && part < paths.steps[step].is->part_end;
}

/* Finds the sum, the address or the truth value of a step, what a store stores, or what a register
 * gets by the step that writes it. Returns false while an operand is not known yet. */
bool evaluate(const struct state *state, int step, int64_t *value);
bool data_of(const struct state *state, int store, int64_t *value);
bool value_of_step(const struct state *state, int step, int64_t *value);

/* Returns what a word is at present. */
int64_t word_now(const struct state *state, int64_t address);

/* Where a load or store is, and for each part of a load the store of its own thread that the load
 * gets the part from before others can see it, or NOBODY. */
struct access {
    int64_t address;
    int forwarded[WORD_BYTES];
};

/* Returns true if the step, a load or store that has not been performed, may be the next one. */
bool may_perform(const struct state *state, int step, struct access *access);

/* Returns true if the step, which has just been performed, is consistent with the steps performed
 * before. */
bool is_coherent(const struct state *state, int step, int64_t address);

/* Returns true if the search has not seen the state, and remembers it. */
bool seen_is_new(const struct state *state);

/* Forgets all states. Those to come are of the present paths. */
void seen_clear(void);

#endif
