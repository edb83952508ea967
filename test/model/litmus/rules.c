/* SPDX-License-Identifier: MIT */
#include "execution.h"

/* The order that an AArch64 thread must keep. The names in quotation marks are those of the Arm
 * ARM's B2.3. */

static bool is_word(int64_t address)
{
    return address > 0 && address < paths.test->word_count;
}

static bool overlap(int one, int other)
{
    const struct instruction *first = paths.steps[one].is, *second = paths.steps[other].is;
    return first->part < second->part_end && second->part < first->part_end;
}

/* ---- what a thread may do next --------------------------------------------------------------- */

/* Returns true if a barrier between the two keeps them in order. A load that returns no value is
 * not one that DMB ISHLD waits for. */
static bool fence_orders(int before, int after)
{
    bool is_read = is_load(before) && !paths.steps[before].is->is_discarded;

    for (int step = before + 1; step < after; step++)
        if (paths.steps[step].is->fence == FENCE_FULL ||
            (paths.steps[step].is->fence == FENCE_LOAD && is_read) ||
            (paths.steps[step].is->fence == FENCE_STORE && is_store(before) && is_store(after)))
            return true;
    return false;
}

/* "Barrier-ordered-before" */
static bool barrier_orders(int before, int after)
{
    const struct instruction *first = paths.steps[before].is, *second = paths.steps[after].is;

    return fence_orders(before, after) || first->acquires || second->releases ||
           (first->releases && second->acquires) || first->orders_later;
}

/* Returns true if `before`, which has not been performed, must come before the store `after`: its
 * address is not known, so that it may be a fault, or it has some of the store's bytes. */
static bool store_waits_for(const struct state *state, int before, int after, int64_t address)
{
    int64_t before_address;

    return !evaluate(state, before, &before_address) ||
           (before_address == address && overlap(before, after));
}

/* Takes down that a load gets what it has in common with `before`, a store that has not been
 * performed, from there. */
static void forward(const struct state *state, int before, int load, struct access *access)
{
    int64_t address;

    if (!is_store(before) || !evaluate(state, before, &address) || address != access->address)
        return;
    for (int part = 0; part < paths.test->part_count; part++)
        if (has_part(before, part) && has_part(load, part))
            access->forwarded[part] = before;
}

/* Returns the exclusive load of an exclusive store, or the load of an atomic instruction. */
static int pair_of(int store)
{
    bool is_atomic = paths.steps[store].is->is_atomic;
    int load = store - 1, begin = paths.thread_begin[paths.steps[store].thread];

    while (load >= begin && !(is_load(load) && paths.steps[load].is->is_exclusive &&
                              paths.steps[load].is->is_atomic == is_atomic))
        load--;
    if (load < begin || paths.steps[load].is->part != paths.steps[store].is->part ||
        paths.steps[load].is->part_end != paths.steps[store].is->part_end)
        litmus_fail("test %s: %s: no exclusive load of the same bytes before it", paths.test->name,
                    paths.steps[store].is->text);
    return load;
}

/* Returns true if the stores that the load gets its value from are known: its value depends on
 * theirs ("Dependency-ordered-before"); and a load with acquire waits for the exclusive load of an
 * exclusive store that it reads ("Atomic-ordered-before"). */
static bool forwarded_are_known(const struct state *state, int load, const struct access *access)
{
    int64_t unused;

    for (int part = 0; part < paths.test->part_count; part++) {
        int store = access->forwarded[part];
        if (store == NOBODY)
            continue;
        if (!data_of(state, store, &unused))
            return false;
        if (paths.steps[load].is->acquires && paths.steps[store].is->is_exclusive &&
            !is_performed(state, pair_of(store)))
            return false;
    }
    return true;
}

/* Returns true if no other thread has written to the bytes since the exclusive load read them. */
static bool exclusive_succeeds(const struct state *state, int store, int64_t address)
{
    int load = pair_of(store);
    int64_t load_address;

    if (!is_performed(state, load) || !evaluate(state, load, &load_address) ||
        load_address != address)
        return false;
    for (int part = 0; part < paths.test->part_count; part++)
        if (has_part(store, part) && state->stores[last_store(address, part)] !=
                                         state->stores[source_of(paths.steps[load].event, part)])
            return false;
    return true;
}

/* Returns true if a store depends on a branch that is not decided: a store is not done on a guess.
 * A branch inside an atomic instruction decides about that instruction's store only. */
static bool waits_for_branch(const struct state *state, int branch, int store)
{
    int64_t unused;

    return !evaluate(state, branch, &unused) &&
           (!paths.steps[branch].is->is_local || store == branch + 1);
}

bool may_perform(const struct state *state, int step, struct access *access)
{
    int64_t value;

    for (int part = 0; part < WORD_BYTES; part++)
        access->forwarded[part] = NOBODY;
    if (!evaluate(state, step, &access->address) || !is_word(access->address) ||
        (is_store(step) && !data_of(state, step, &value)))
        return false;
    for (int before = paths.thread_begin[paths.steps[step].thread]; before < step; before++) {
        if (is_store(step) && is_branch(before) && waits_for_branch(state, before, step))
            return false;
        if (paths.steps[before].event == NOBODY || is_performed(state, before))
            continue;
        if (barrier_orders(before, step) ||
            (is_store(step) && store_waits_for(state, before, step, access->address)))
            return false;
        if (is_load(step))
            forward(state, before, step, access);
    }
    return forwarded_are_known(state, step, access) &&
           (!(is_store(step) && paths.steps[step].is->is_exclusive) ||
            exclusive_succeeds(state, step, access->address));
}

/* ---- coherence ------------------------------------------------------------------------------- */

/* Returns true if the later load has read the part from the same store as the step, or has written,
 * or from one of its own thread that comes between the two. */
static bool part_is_coherent(const struct state *state, int step, int later, int part)
{
    uint8_t own = is_store(step) ? (uint8_t)(paths.steps[step].event + 1)
                                 : state->stores[source_of(paths.steps[step].event, part)];
    uint8_t source = state->stores[source_of(paths.steps[later].event, part)];

    return source == own ||
           (source && paths.event_steps[source - 1] > step &&
            paths.steps[paths.event_steps[source - 1]].thread == paths.steps[step].thread);
}

/* "Internal visibility": holds for each byte by itself. A later load that has been performed before
 * the step has not read anything older. */
bool is_coherent(const struct state *state, int step, int64_t address)
{
    int end = paths.thread_begin[paths.steps[step].thread + 1];
    int64_t later_address;

    for (int later = step + 1; later < end; later++) {
        if (paths.steps[later].event == NOBODY || !is_load(later) || !is_performed(state, later) ||
            !evaluate(state, later, &later_address) || later_address != address)
            continue;
        for (int part = 0; part < paths.test->part_count; part++)
            if (has_part(step, part) && has_part(later, part) &&
                !part_is_coherent(state, step, later, part))
                return false;
    }
    return true;
}
