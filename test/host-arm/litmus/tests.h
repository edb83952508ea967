/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_TEST_HOST_ARM_LITMUS_TESTS_H
#define MUSTER_TEST_HOST_ARM_LITMUS_TESTS_H

#include <stdbool.h>
#include <stdint.h>

/* What generate.py makes of the litmus tests of test/model/litmus. */

#define LITMUS_THREADS_MOST 4
#define LITMUS_WORDS_MOST 32
#define LITMUS_REGISTERS 31
#define LITMUS_MUTATIONS_MOST 24
#define LITMUS_PLACES_MOST 24
#define LITMUS_CONDITIONS_MOST 12
#define LITMUS_TERMS_MOST 6

/* A thread: thread_code.py. */
typedef int litmus_function(char *memory, uint64_t shift, uint64_t *registers);

struct litmus_mutation {
    const char *name;
    unsigned int thread;
    litmus_function *code;
};

/* What a condition looks at: a register of a thread or, with LITMUS_WORD, a word at the end. */
#define LITMUS_WORD (-1)
struct litmus_place {
    const char *name;
    int thread, number;
};

enum litmus_sign { LITMUS_IS, LITMUS_IS_NOT, LITMUS_IS_LESS, LITMUS_IS_MORE };
struct litmus_term {
    int place;
    enum litmus_sign sign;
    int other; /* a place, or -1 for the number */
    int64_t number;
};

struct litmus_condition {
    const char *text;
    bool is_never; /* else it must be possible, and need not be seen */
    unsigned int term_count;
    struct litmus_term terms[LITMUS_TERMS_MOST];
};

struct litmus_test {
    const char *name;
    bool needs_lse;
    unsigned int thread_count, mutation_count, word_count, place_count, condition_count;
    litmus_function *threads[LITMUS_THREADS_MOST];
    struct litmus_mutation mutations[LITMUS_MUTATIONS_MOST];
    int64_t initial[LITMUS_WORDS_MOST]; /* by address; that of the first word is 1 */
    struct litmus_place places[LITMUS_PLACES_MOST];
    struct litmus_condition conditions[LITMUS_CONDITIONS_MOST];
};

extern const struct litmus_test litmus_tests[];
extern const unsigned int litmus_test_count;

#endif
