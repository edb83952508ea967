/* SPDX-License-Identifier: MIT */
#include "execution.h"

/* The order that an AArch64 thread must keep, and what its registers hold meanwhile. */

/* ---- values ---------------------------------------------------------------------------------- */

static bool value_of(const struct state *state, struct operand operand, int from, int *value)
{
    *value = operand.is_register ? 0 : operand.value;
    return !operand.is_register || from == NOBODY || value_of_step(state, from, value);
}

bool evaluate(const struct state *state, int step, int *value)
{
    const struct expression *operands = &paths.steps[step].is->operands;
    int left, right;

    if (!value_of(state, operands->left, paths.steps[step].from_left, &left) ||
        !value_of(state, operands->right, paths.steps[step].from_right, &right))
        return false;
    *value = operands->sign == '+'   ? left + right
             : operands->sign == '-' ? left - right
             : operands->sign == '&' ? left & right
                                     : litmus_compare(left, operands->sign, right);
    return true;
}

bool data_of(const struct state *state, int store, int *value)
{
    return value_of(state, paths.steps[store].is->data, paths.steps[store].from_data, value);
}

bool value_of_step(const struct state *state, int step, int *value)
{
    if (paths.steps[step].is->operation == OP_ALU)
        return evaluate(state, step, value);
    if (!is_performed(state, step))
        return false;
    uint8_t source = state->source[paths.steps[step].event];
    if (source)
        return data_of(state, paths.event_steps[source - 1], value);
    int address;
    evaluate(state, step, &address);
    *value = paths.test->initial[address];
    return true;
}

static bool is_word(int address)
{
    return address > 0 && address < paths.test->word_count;
}

/* ---- what a thread may do next --------------------------------------------------------------- */

/* Returns true if a barrier between the two keeps them in order: bob in the Arm ARM. */
static bool fence_orders(int before, int after)
{
    for (int step = before + 1; step < after; step++)
        if (paths.steps[step].is->fence == FENCE_FULL ||
            (paths.steps[step].is->fence == FENCE_LOAD && is_load(before)) ||
            (paths.steps[step].is->fence == FENCE_STORE && is_store(before) && is_store(after)))
            return true;
    return false;
}

/* Returns true if `before`, which has not been performed, must come before `after`, a load or
 * store at `address`. *forwarded gets the earlier store of the thread that a load takes its
 * value from. */
static bool waits_for(const struct state *state, int before, int after, int address, int *forwarded)
{
    const struct instruction *first = paths.steps[before].is, *second = paths.steps[after].is;
    int before_address, unused;
    bool is_known = evaluate(state, before, &before_address);

    if (fence_orders(before, after) || first->acquires || second->releases ||
        (first->releases && second->acquires))
        return true;
    if (is_store(after)) /* not before it is sure that it is no other store to the same word */
        return !is_known || before_address == address;
    if (!is_known || before_address != address || is_load(before))
        return false;
    *forwarded = before;
    return !data_of(state, before, &unused) || (first->is_exclusive && second->acquires);
}

/* Returns the exclusive load of an exclusive store. */
static int pair_of(int store)
{
    int load = store - 1;
    while (!(is_load(load) && paths.steps[load].is->is_exclusive))
        load--;
    return load;
}

/* Returns true if no other thread has written to the word since the exclusive load read it. */
static bool exclusive_succeeds(const struct state *state, int store, int address)
{
    int load = pair_of(store);
    return is_performed(state, load) &&
           state->last[address] == state->source[paths.steps[load].event];
}

bool may_perform(const struct state *state, int step, int *address, int *forwarded)
{
    int value;

    *forwarded = NOBODY;
    if (!evaluate(state, step, address) || !is_word(*address) ||
        (is_store(step) && !data_of(state, step, &value)))
        return false;
    for (int before = paths.thread_begin[paths.steps[step].thread]; before < step; before++) {
        if (is_store(step) && is_branch(before) && !evaluate(state, before, &value))
            return false; /* a store is not done on a guess */
        if (paths.steps[before].event == NOBODY || is_performed(state, before))
            continue;
        if (waits_for(state, before, step, *address, forwarded))
            return false;
    }
    return !(is_store(step) && paths.steps[step].is->is_exclusive) ||
           exclusive_succeeds(state, step, *address);
}

/* Coherence: a later load of the same word that has been performed before this one has read the
 * same store, or one of its own thread that comes between the two. */
bool is_coherent(const struct state *state, int step, int address)
{
    int end = paths.thread_begin[paths.steps[step].thread + 1], later_address;
    uint8_t own = is_store(step) ? (uint8_t)(paths.steps[step].event + 1)
                                 : state->source[paths.steps[step].event];

    for (int later = step + 1; later < end; later++) {
        if (paths.steps[later].event == NOBODY || !is_load(later) || !is_performed(state, later) ||
            !evaluate(state, later, &later_address) || later_address != address)
            continue;
        uint8_t source = state->source[paths.steps[later].event];
        bool is_between =
            source && paths.event_steps[source - 1] > step && paths.event_steps[source - 1] < end;
        if (source != own && !is_between)
            return false;
    }
    return true;
}
