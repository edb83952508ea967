/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <muster/app.h>
#include <muster/atomic.h>
#include <muster/order.h>
#include <muster/percpu.h>
#include <muster/smp.h>

#include "../machine.h"
#include "args.h"
#include "check.h"
#include "random.h"
#include "rendezvous.h"
#include "tests.h"
#include "wait.h"

/*
 * usage: litmus RUNS [all|mutations|TEST [MUTATION]] [-TEST...]
 *
 * Runs litmus tests on the host's cores, RUNS times each: as they are; with each of their
 * mutations; or one of them, as it is or with a mutation. Those after a - are left out. Prints how
 * often each outcome has come. The exit status is 1 when a test has come to an outcome that it
 * calls `never`; with `mutations` that only says what these cores show of a missing barrier.
 *
 * A batch of runs begins with memory in its initial state. The threads of a test meet before each
 * run, and then wait for a random time. Which CPU is which thread changes from batch to batch, and
 * so does how far apart the words are: side by side, or each in cache lines of its own.
 */

#define BATCH 128
#define NEAR_SHIFT 3
#define FAR_SHIFT 8
#define LOOKS_ALONE 2000
#define DELAY_MOST_BITS 11 /* in instructions */
#define OUTCOMES_MOST 256

/* A run: its words, what its threads have left in their registers, and whether they came to an
 * end. */
struct run {
    char memory[LITMUS_WORDS_MOST << FAR_SHIFT] __attribute__((aligned(1 << FAR_SHIFT)));
    uint64_t registers[LITMUS_THREADS_MOST][LITMUS_REGISTERS];
    int is_complete[LITMUS_THREADS_MOST];
    uint32_t here __attribute__((aligned(1 << FAR_SHIFT))); /* threads; they add to it */
};

/* The CPUs that run a test at the same time, in groups of as many as it has threads. */
#define GROUPS_MOST 16
static struct run *runs_of[GROUPS_MOST];
static struct rendezvous meeting;
static uint64_t shift; /* of the batch; written by CPU 0 between batches */

/* What has come out of a test so far; CPU 0's. */
static struct {
    int64_t values[LITMUS_PLACES_MOST];
    uint64_t count;
} outcomes[OUTCOMES_MOST];
static unsigned int outcome_count;
static uint64_t complete, other_outcomes, seen[LITMUS_CONDITIONS_MOST];

/* ---- the runs -------------------------------------------------------------------------------- */

/* At least one; no more than there are cores for. */
static unsigned int groups_of(const struct litmus_test *test)
{
    unsigned int cores = nr_cpu_ids < host_cores() ? nr_cpu_ids : host_cores();
    unsigned int groups = cores / test->thread_count;

    return groups == 0 ? 1 : groups > GROUPS_MOST ? GROUPS_MOST : groups;
}

/* Waits until all threads of the run are here. They come close together as a rule: a thread that
 * gave way at once would begin after the others each time. */
static void meet(struct run *run, unsigned int threads)
{
    __atomic_fetch_add(&run->here, 1, __ATOMIC_ACQ_REL);
    for (unsigned int look = 0; look < LOOKS_ALONE; look++) {
        if (smp_load_acquire(&run->here) == threads)
            return;
    }
    WAIT_LOOP(smp_load_acquire(&run->here) == threads, WAIT_LIMIT_MS, "all threads have come");
}

static void run_batch(const struct litmus_test *test, const struct litmus_mutation *mutation,
                      unsigned int role, uint32_t *random)
{
    unsigned int group = role / test->thread_count, thread = role % test->thread_count;

    if (group >= groups_of(test))
        return;
    litmus_function *code = test->threads[thread];
    if (mutation && mutation->thread == thread)
        code = mutation->code;
    for (unsigned int i = 0; i < BATCH; i++) {
        struct run *run = &runs_of[group][i];
        meet(run, test->thread_count);
        be_busy(random_next(random) % (1u << random_next(random) % DELAY_MOST_BITS));
        run->is_complete[thread] = code(run->memory, shift, run->registers[thread]);
    }
}

static int64_t *word_of(struct run *run, unsigned int address)
{
    return (int64_t *)(run->memory + ((uint64_t)address << shift));
}

static void prepare(const struct litmus_test *test, uint64_t next_shift)
{
    shift = next_shift;
    for (unsigned int group = 0; group < groups_of(test); group++)
        for (unsigned int i = 0; i < BATCH; i++) {
            struct run *run = &runs_of[group][i];
            run->here = 0;
            for (unsigned int address = 1; address < test->word_count; address++)
                *word_of(run, address) = test->initial[address];
        }
}

/* ---- what has come out ----------------------------------------------------------------------- */

static bool is_true(const struct litmus_term *term, const int64_t *values)
{
    int64_t left = values[term->place];
    int64_t right = term->other < 0 ? term->number : values[term->other];

    switch (term->sign) {
    case LITMUS_IS:
        return left == right;
    case LITMUS_IS_NOT:
        return left != right;
    case LITMUS_IS_LESS:
        return left < right;
    default:
        return left > right;
    }
}

static void count_outcome(const struct litmus_test *test, const int64_t *values)
{
    size_t bytes = test->place_count * sizeof(*values);
    unsigned int i = 0;

    while (i < outcome_count && memcmp(outcomes[i].values, values, bytes) != 0)
        i++;
    if (i == OUTCOMES_MOST) {
        other_outcomes++;
        return;
    }
    if (i == outcome_count) {
        memcpy(outcomes[i].values, values, bytes);
        outcomes[i].count = 0;
        outcome_count++;
    }
    outcomes[i].count++;
}

static void judge_run(const struct litmus_test *test, struct run *run)
{
    int64_t values[LITMUS_PLACES_MOST];

    for (unsigned int thread = 0; thread < test->thread_count; thread++)
        if (!run->is_complete[thread])
            return;
    complete++;
    for (unsigned int i = 0; i < test->place_count; i++) {
        const struct litmus_place *place = &test->places[i];
        values[i] = place->thread == LITMUS_WORD
                        ? *word_of(run, (unsigned int)place->number)
                        : (int64_t)run->registers[place->thread][place->number];
    }
    count_outcome(test, values);
    for (unsigned int i = 0; i < test->condition_count; i++) {
        const struct litmus_condition *condition = &test->conditions[i];
        bool holds = true;
        for (unsigned int term = 0; term < condition->term_count; term++)
            holds &= is_true(&condition->terms[term], values);
        seen[i] += holds;
    }
}

static void judge_batch(const struct litmus_test *test)
{
    for (unsigned int group = 0; group < groups_of(test); group++)
        for (unsigned int i = 0; i < BATCH; i++)
            judge_run(test, &runs_of[group][i]);
}

/* Prints what has come out. Returns true if a `never` has been seen. */
static bool report(const struct litmus_test *test, const char *mutation, uint64_t runs)
{
    bool never_seen = false;

    printf("%s%s%s: %llu runs, %llu to the end\n", test->name, *mutation ? ", mutation " : "",
           mutation, (unsigned long long)runs, (unsigned long long)complete);
    for (unsigned int i = 0; i < outcome_count; i++) {
        printf("%12llu ", (unsigned long long)outcomes[i].count);
        for (unsigned int place = 0; place < test->place_count; place++)
            printf(" %s=%lld", test->places[place].name, (long long)outcomes[i].values[place]);
        printf("\n");
    }
    if (other_outcomes)
        printf("%12llu  others\n", (unsigned long long)other_outcomes);
    for (unsigned int i = 0; i < test->condition_count; i++) {
        const struct litmus_condition *condition = &test->conditions[i];
        printf("    %s: %s %llu times\n", condition->text,
               condition->is_never && seen[i] ? "SEEN" : "seen", (unsigned long long)seen[i]);
        never_seen |= condition->is_never && seen[i];
    }
    return never_seen;
}

/* ---- a test ---------------------------------------------------------------------------------- */

/* Runs a test on all CPUs. Returns true on CPU 0 if a `never` has been seen. */
static bool run_test(unsigned int cpu, const struct litmus_test *test,
                     const struct litmus_mutation *mutation, uint64_t runs)
{
    static DEFINE_PER_CPU(uint32_t, random);
    uint64_t per_batch = (uint64_t)BATCH * groups_of(test);
    uint64_t batches = (runs + per_batch - 1) / per_batch;
    uint32_t turn = 1; /* the same on all CPUs */

    if (cpu == 0) {
        outcome_count = 0;
        complete = other_outcomes = 0;
        memset(seen, 0, sizeof(seen));
    }
    this_cpu_write(random, this_cpu_read(random) + cpu);
    for (uint64_t batch = 0; batch < batches; batch++) {
        unsigned int role = (cpu + random_next(&turn)) % nr_cpu_ids;
        if (cpu == 0)
            prepare(test, batch % 2 ? NEAR_SHIFT : FAR_SHIFT);
        rendezvous(&meeting);
        run_batch(test, mutation, role, this_cpu_ptr(&random));
        rendezvous(&meeting);
        if (cpu == 0)
            judge_batch(test);
    }
    return cpu == 0 && report(test, mutation ? mutation->name : "", batches * per_batch);
}

/* Returns true if a word of the command line leaves the test out. */
static bool is_left_out(const struct litmus_test *test)
{
    for (int i = 2; i < muster_app_args()->argc; i++)
        if (*arg_text(i) == '-' && strcmp(arg_text(i) + 1, test->name) == 0)
            return true;
    return false;
}

/* Returns how many of the tests have come to a `never`. */
static unsigned int run_tests(unsigned int cpu, uint64_t runs, const char *name,
                              const char *mutation)
{
    bool all = strcmp(name, "all") == 0, mutations = strcmp(name, "mutations") == 0;
    unsigned int found = 0, count = 0;

    for (unsigned int i = 0; i < litmus_test_count; i++) {
        const struct litmus_test *test = &litmus_tests[i];
        if (!all && !mutations && strcmp(test->name, name) != 0)
            continue;
        if (is_left_out(test) || (test->needs_lse && !muster_atomic_uses_lse()))
            continue;
        if (!mutations && !*mutation) {
            found += run_test(cpu, test, NULL, runs);
            count++;
        }
        for (unsigned int m = 0; m < test->mutation_count; m++)
            if (mutations || strcmp(test->mutations[m].name, mutation) == 0) {
                found += run_test(cpu, test, &test->mutations[m], runs);
                count++;
            }
    }
    CHECK(count > 0 && "there are tests of that name");
    if (cpu == 0)
        printf("%u of %u%s have come to what must never be\n", found, count,
               mutations || *mutation ? " mutations" : " tests");
    return found;
}

int app_main_percpu(unsigned int cpu)
{
    const char *name = muster_app_args()->argc > 2 ? arg_text(2) : "all";
    const char *mutation = muster_app_args()->argc > 3 && *arg_text(3) != '-' ? arg_text(3) : "";

    CHECK(nr_cpu_ids >= LITMUS_THREADS_MOST);
    if (cpu == 0)
        for (unsigned int group = 0; group < GROUPS_MOST; group++) {
            runs_of[group] = aligned_alloc(1 << FAR_SHIFT, BATCH * sizeof(struct run));
            CHECK(runs_of[group] != NULL);
            memset(runs_of[group], 0, BATCH * sizeof(struct run));
        }
    unsigned int found = run_tests(cpu, arg_number(1), name, mutation);
    return found && strcmp(name, "mutations") != 0;
}
