/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_TEST_LITMUS_EXECUTION_H
#define MUSTER_TEST_LITMUS_EXECUTION_H

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

struct state {
    uint64_t performed;
    uint8_t
        source[EVENTS_MOST];  /* of a load: the store that it read, plus one; 0: the first value */
    uint8_t last[WORDS_MOST]; /* of a word: the last store, plus one */
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

/* Finds the sum, the address or the truth value of a step, what a store stores, or what a register
 * gets by the step that writes it. Returns false while an operand is not known yet. */
bool evaluate(const struct state *state, int step, int *value);
bool data_of(const struct state *state, int store, int *value);
bool value_of_step(const struct state *state, int step, int *value);

/* Returns true if the step, a load or store that has not been performed, may be the next one. Gives
 * its address, and the store of its own thread that a load gets its value from, or NOBODY. */
bool may_perform(const struct state *state, int step, int *address, int *forwarded);

/* Returns true if the step, which has just been performed, is consistent with the steps performed
 * before. */
bool is_coherent(const struct state *state, int step, int address);

#endif
