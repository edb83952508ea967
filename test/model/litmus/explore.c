/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "execution.h"

/*
 * All executions of a litmus test that AArch64 allows, by performing its loads and stores one by
 * one in every order that a thread may perform them in.
 *
 * Armv8 is multi-copy atomic: a store becomes visible to all other CPUs at once. So an execution is
 * allowed when its loads and stores can be put in one order that holds to "ordered-before" (Arm ARM
 * B2.3): each load reads the last store before it in that order, or an earlier store of its own
 * thread that comes later in the order (forwarding). Here that order is the order of performing,
 * and what a thread must keep is in rules.c. Every branch is taken both ways from the start, as if
 * predicted; an execution in which a prediction turns out to be wrong is none.
 *
 * Not modelled, since no test needs it: instruction fetch, ISB, LDAPR, mixed sizes, and exclusives
 * that fail. (One that fails has stored nothing, and the loop around it tries again.)
 */

struct paths paths;

static const char *mutation;
static struct outcome outcome;
static bool shows_trail;
static int trail[EVENTS_MOST], trail_length;

bool litmus_compare(int left, char sign, int right)
{
    switch (sign) {
    case 'e':
        return left == right;
    case 'n':
        return left != right;
    case '<':
        return left < right;
    default:
        return left > right;
    }
}

/* ---- the search ------------------------------------------------------------------------------ */

static struct state *seen;
static size_t seen_size, seen_count;

static size_t find_seen(const struct state *state)
{
    const unsigned char *byte = (const unsigned char *)state;
    uint64_t hash = UINT64_C(14695981039346656037);

    for (size_t i = 0; i < sizeof(*state); i++)
        hash = (hash ^ byte[i]) * UINT64_C(1099511628211);
    size_t slot = (hash ^ hash >> 32) & (seen_size - 1);
    while (seen[slot].performed && memcmp(&seen[slot], state, sizeof(*state)) != 0)
        slot = (slot + 1) & (seen_size - 1);
    return slot;
}

static void resize_seen(size_t size)
{
    struct state *old = seen;
    size_t old_size = seen_size;

    seen = calloc(size, sizeof(*seen));
    seen_size = size;
    if (!seen)
        litmus_fail("test %s has too many states for this machine's memory", paths.test->name);
    for (size_t i = 0; i < old_size; i++)
        if (old[i].performed)
            seen[find_seen(&old[i])] = old[i];
    free(old);
}

/* Returns true if the state is new, and remembers it. Zeroes are an empty place. */
static bool is_new(const struct state *state)
{
    if (!state->performed)
        return true;
    if (2 * seen_count >= seen_size)
        resize_seen(seen_size ? 2 * seen_size : 1 << 12);
    size_t slot = find_seen(state);
    if (seen[slot].performed)
        return false;
    seen[slot] = *state;
    seen_count++;
    return true;
}

static int value_at_end(const struct state *state, struct place place)
{
    int value = 0;

    if (place.thread == NUMBER)
        return place.index;
    if (place.thread != WORD) {
        int writer = paths.writers[place.thread][place.index];
        if (writer != NOBODY)
            value_of_step(state, writer, &value);
    } else if (state->last[place.index]) {
        data_of(state, paths.event_steps[state->last[place.index] - 1], &value);
    } else {
        value = paths.test->initial[place.index];
    }
    return value;
}

static void print_trail(const struct state *state, const struct condition *condition)
{
    printf("  %s, in this order:\n", condition->text);
    for (int i = 0; i < trail_length; i++) {
        const struct step *step = &paths.steps[trail[i]];
        int value = 0;
        if (step->is->operation == OP_LOAD)
            value_of_step(state, trail[i], &value);
        else
            data_of(state, trail[i], &value);
        printf("    %-10s %-28s %d\n", paths.test->threads[step->thread].name, step->is->text,
               value);
    }
}

static void judge(const struct state *state)
{
    for (int i = 0; i < paths.test->condition_count; i++) {
        const struct condition *condition = &paths.test->conditions[i];
        bool holds = true;
        for (int j = 0; j < condition->term_count; j++) {
            const struct term *term = &condition->terms[j];
            holds &= litmus_compare(value_at_end(state, term->left), term->sign,
                                    value_at_end(state, term->right));
        }
        if (holds && !outcome.found[i] && !condition->must_be_possible && shows_trail)
            print_trail(state, condition);
        outcome.found[i] |= holds;
    }
}

/* Returns true if no decided branch contradicts the path. */
static bool is_as_predicted(const struct state *state)
{
    int value;

    for (int step = 0; step < paths.step_count; step++) {
        if (is_branch(step) && evaluate(state, step, &value) && value != paths.steps[step].is_taken)
            return false;
    }
    return true;
}

static void perform(struct state *state, int step, int address, int forwarded)
{
    int event = paths.steps[step].event;

    state->performed |= UINT64_C(1) << event;
    if (is_store(step))
        state->last[address] = (uint8_t)(event + 1);
    else
        state->source[event] = forwarded == NOBODY ? state->last[address]
                                                   : (uint8_t)(paths.steps[forwarded].event + 1);
}

static void search(const struct state *state)
{
    if (!is_as_predicted(state) || !is_new(state))
        return;
    outcome.states++;
    if (trail_length == paths.event_count) {
        judge(state);
        return;
    }
    for (int event = 0; event < paths.event_count; event++) {
        int step = paths.event_steps[event], address, forwarded;
        if (is_performed(state, step) || !may_perform(state, step, &address, &forwarded))
            continue;
        struct state next = *state;
        perform(&next, step, address, forwarded);
        if (!is_coherent(&next, step, address))
            continue;
        trail[trail_length++] = step;
        search(&next);
        trail_length--;
    }
}

/* ---- the paths --- */

static int writer_of(int thread, struct operand operand)
{
    return operand.is_register ? paths.writers[thread][operand.value] : NOBODY;
}

/* Puts the instruction at the end of the thread's path. */
static void add_step(int thread, const struct instruction *is)
{
    bool is_event = is->operation == OP_LOAD || is->operation == OP_STORE;

    if (paths.step_count == STEPS_MOST || (is_event && paths.event_count == EVENTS_MOST))
        litmus_fail("test %s: too many instructions", paths.test->name);
    paths.steps[paths.step_count] =
        (struct step){.is = is,
                      .thread = thread,
                      .event = is_event ? paths.event_count : NOBODY,
                      .from_left = writer_of(thread, is->operands.left),
                      .from_right = writer_of(thread, is->operands.right),
                      .from_data = writer_of(thread, is->data),
                      .is_taken = true};
    if (is_event)
        paths.event_steps[paths.event_count++] = paths.step_count;
    if (is->operation == OP_LOAD || is->operation == OP_ALU)
        paths.writers[thread][is->target] = paths.step_count;
    paths.step_count++;
}

static void walk(int thread, int line);

/* Goes through the paths of the threads after this one; behind the last, through all executions
 * with these paths. */
static void end_path(int thread)
{
    paths.thread_begin[thread + 1] = paths.step_count;
    if (thread + 1 < paths.test->thread_count) {
        walk(thread + 1, 0);
        return;
    }
    memset(seen, 0, seen_size * sizeof(*seen));
    seen_count = 0;
    search(&(struct state){0});
}

/* Goes through all paths of a thread from a line on, each with all paths of the threads after
 * it. */
static void walk(int thread, int line)
{
    const struct line *code = &paths.test->threads[thread].lines[line];

    if (line >= paths.test->threads[thread].line_count) {
        end_path(thread);
        return;
    }
    bool is_mutated = *mutation && strcmp(code->mutation, mutation) == 0;
    const struct instruction *is = is_mutated ? &code->mutated : &code->plain;
    struct paths before = paths;
    if (is->operation == OP_END) {
        end_path(thread);
    } else {
        add_step(thread, is);
        walk(thread, is->operation == OP_BRANCH ? is->target : line + 1);
    }
    paths = before;
    if (is->operation == OP_BRANCH) {
        add_step(thread, is);
        paths.steps[paths.step_count - 1].is_taken = false;
        walk(thread, line + 1);
        paths = before;
    }
}

struct outcome litmus_explore(const struct litmus *litmus, const char *name, bool with_trail)
{
    mutation = name;
    shows_trail = with_trail;
    outcome = (struct outcome){0};
    paths = (struct paths){.test = litmus};
    if (!seen)
        resize_seen(1 << 12);
    for (int thread = 0; thread < THREADS_MOST; thread++)
        for (int i = 0; i < REGISTERS; i++)
            paths.writers[thread][i] = NOBODY;
    walk(0, 0);
    return outcome;
}
