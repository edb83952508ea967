/* SPDX-License-Identifier: MIT */
#include <inttypes.h>
#include <stdio.h>
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
 * Each load and each store is aligned, so it is single-copy atomic and is performed at once. A load
 * may still get its bytes from several stores: each of its bytes from the last store to that byte.
 *
 * docs/atomics.md says what is not modelled.
 */

struct paths paths;

static const char *mutation;
static struct outcome outcome;
static bool shows_trail;
static int trail[EVENTS_MOST], trail_length;

bool litmus_compare(int64_t left, char sign, int64_t right)
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

static int64_t value_at_end(const struct state *state, struct place place)
{
    int64_t value = 0;

    if (place.thread == NUMBER)
        return place.index;
    if (place.thread == WORD)
        return word_now(state, place.index);
    int writer = paths.writers[place.thread][place.index];
    if (writer != NOBODY)
        value_of_step(state, writer, &value);
    return value;
}

static void print_trail(const struct state *state, const struct condition *condition)
{
    printf("  %s, in this order:\n", condition->text);
    for (int i = 0; i < trail_length; i++) {
        const struct step *step = &paths.steps[trail[i]];
        int64_t value = 0;
        if (step->is->operation == OP_LOAD)
            value_of_step(state, trail[i], &value);
        else
            data_of(state, trail[i], &value);
        printf("    %-10s %-28s %s %" PRId64 "\n", paths.test->threads[step->thread].name,
               step->is->text, is_load(trail[i]) ? "loads" : "stores", value);
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
    int64_t value;

    for (int step = 0; step < paths.step_count; step++) {
        if (is_branch(step) && evaluate(state, step, &value) && value != paths.steps[step].is_taken)
            return false;
    }
    return true;
}

static void perform(struct state *state, int step, const struct access *access)
{
    int event = paths.steps[step].event;

    state->performed |= UINT64_C(1) << event;
    for (int part = 0; part < paths.test->part_count; part++) {
        uint8_t *last = &state->stores[last_store(access->address, part)];
        int forwarded = access->forwarded[part];
        if (!has_part(step, part))
            continue;
        if (is_store(step))
            *last = (uint8_t)(event + 1);
        else
            state->stores[source_of(event, part)] =
                forwarded == NOBODY ? *last : (uint8_t)(paths.steps[forwarded].event + 1);
    }
}

static void search(const struct state *state)
{
    if (!is_as_predicted(state) || !seen_is_new(state))
        return;
    outcome.states++;
    if (trail_length == paths.event_count) {
        judge(state);
        return;
    }
    for (int event = 0; event < paths.event_count; event++) {
        int step = paths.event_steps[event];
        struct access access;
        if (is_performed(state, step) || !may_perform(state, step, &access))
            continue;
        struct state next = *state;
        perform(&next, step, &access);
        if (!is_coherent(&next, step, access.address))
            continue;
        trail[trail_length++] = step;
        search(&next);
        trail_length--;
    }
}

/* ---- the paths ------------------------------------------------------------------------------- */

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

static void walk(int thread, int line, int micro);

/* Goes through the paths of the threads after this one; behind the last, through all executions
 * with these paths. */
static void end_path(int thread)
{
    paths.thread_begin[thread + 1] = paths.step_count;
    if (thread + 1 < paths.test->thread_count) {
        walk(thread + 1, 0, 0);
        return;
    }
    seen_clear();
    search(&(struct state){0});
}

/* Goes on with the path after the step that has just been added; `taken` says which way a branch
 * goes. */
static void walk_on(int thread, int line, int micro, bool taken)
{
    const struct step *step = &paths.steps[paths.step_count - 1];

    if (step->is->operation != OP_BRANCH || !taken)
        walk(thread, line, micro + 1);
    else if (step->is->is_local)
        walk(thread, line, micro + 1 + step->is->target);
    else
        walk(thread, step->is->target, 0);
}

/* Goes through all paths of a thread from operation `micro` of a line on, each with all paths of
 * the threads after it. */
static void walk(int thread, int line, int micro)
{
    const struct line *at = &paths.test->threads[thread].lines[line];

    if (line >= paths.test->threads[thread].line_count) {
        end_path(thread);
        return;
    }
    bool is_mutated = *mutation && strcmp(at->mutation, mutation) == 0;
    const struct code *code = is_mutated ? &at->mutated : &at->plain;
    if (micro >= code->count) {
        walk(thread, line + 1, 0);
        return;
    }
    const struct instruction *is = &code->at[micro];
    struct paths before = paths;
    if (is->operation == OP_END) {
        end_path(thread);
        paths = before;
        return;
    }
    add_step(thread, is);
    walk_on(thread, line, micro, true);
    paths = before;
    if (is->operation == OP_BRANCH) {
        add_step(thread, is);
        paths.steps[paths.step_count - 1].is_taken = false;
        walk_on(thread, line, micro, false);
        paths = before;
    }
}

struct outcome litmus_explore(const struct litmus *litmus, const char *name, bool with_trail)
{
    mutation = name;
    shows_trail = with_trail;
    outcome = (struct outcome){0};
    paths = (struct paths){.test = litmus};
    for (int thread = 0; thread < THREADS_MOST; thread++)
        for (int i = 0; i < REGISTERS; i++)
            paths.writers[thread][i] = NOBODY;
    walk(0, 0, 0);
    return outcome;
}
