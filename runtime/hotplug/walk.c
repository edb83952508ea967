/* SPDX-License-Identifier: MIT */
#include "hotplug/walk.h"

#include <errno.h>
#include <stddef.h>

#include <muster/console.h>
#include <muster/cpuhp_instance.h>
#include <muster/smp.h>

#include "arch/cpu.h"
#include "hotplug/chart.h"
#include "hotplug/fault.h"
#include "hotplug/table.h"

/* Walks a CPU through its states: calls the callbacks, and undoes them after a failure. */

static void set_state(struct cpuhp_cpu *hp, enum cpuhp_state state)
{
    __atomic_store_n(&hp->state, state, __ATOMIC_RELEASE); /* partner: cpuhp_cpu_state() */
}

void cpuhp_set_state(unsigned int cpu, enum cpuhp_state state)
{
    set_state(per_cpu_ptr(&cpuhp_cpus, cpu), state);
}

static const char *text_of(bool startup)
{
    return startup ? "startup" : "teardown";
}

static void report_bug(unsigned int cpu, enum cpuhp_state state, bool startup, int error)
{
    console_printf("muster: cpuhp: CPU %u: %s of state %d \"%s\" failed with %d, which it may "
                   "not: this is a bug in it\n",
                   cpu, text_of(startup), state, cpuhp_state_name(state), error);
}

void cpuhp_mark_stuck(unsigned int cpu, const char *what, enum cpuhp_state state, int error)
{
    per_cpu_ptr(&cpuhp_cpus, cpu)->is_stuck = true;
    console_printf("muster: cpuhp: CPU %u: %s of state %d \"%s\" failed with %d: the CPU stays "
                   "half-way, in state %d \"%s\"\n",
                   cpu, what, state, cpuhp_state_name(state), error, cpuhp_cpu_state(cpu),
                   cpuhp_state_name(cpuhp_cpu_state(cpu)));
}

/* ---- one state ---------------------------------------------------------------------------- */

static int call_instance(unsigned int cpu, enum cpuhp_state state, bool startup,
                         struct cpuhp_instance *instance)
{
    const struct cpuhp_step *step = &cpuhp_steps[state];
    cpuhp_instance_callback callback = startup ? step->startup.multi : step->teardown.multi;
    return callback ? callback(cpu, instance) : 0;
}

static struct cpuhp_instance *instance_number(enum cpuhp_state state, unsigned int number)
{
    struct cpuhp_instance *instance = cpuhp_steps[state].instances;
    while (instance && number--)
        instance = instance->next;
    return instance;
}

/* Calls the callback for each instance: startups in the order of the list, teardowns in reverse
 * order. After a failure, undoes those that are done, the last one first. */
static int call_instances(unsigned int cpu, enum cpuhp_state state, bool startup)
{
    unsigned int count = 0, done;
    int error = 0;

    for (struct cpuhp_instance *i = cpuhp_steps[state].instances; i; i = i->next)
        count++;
    for (done = 0; done < count && !error; done++)
        error = call_instance(cpu, state, startup,
                              instance_number(state, startup ? done : count - 1 - done));
    if (!error)
        return 0;
    for (done--; done-- > 0;) {
        int second = call_instance(cpu, state, !startup,
                                   instance_number(state, startup ? done : count - 1 - done));
        if (second) {
            per_cpu_ptr(&cpuhp_cpus, cpu)->rollback_failed = true;
            cpuhp_mark_stuck(cpu, startup ? "undoing an instance" : "redoing an instance", state,
                             second);
            break;
        }
    }
    return error;
}

static int call(unsigned int cpu, enum cpuhp_state state, bool startup)
{
    if (cpuhp_multi_states & cpuhp_bit(state))
        return call_instances(cpu, state, startup);
    const struct cpuhp_step *step = &cpuhp_steps[state];
    cpuhp_callback callback = startup ? step->startup.single : step->teardown.single;
    return callback ? callback(cpu) : 0;
}

/* Returns a callback's result as an error. A positive result is no errno and becomes -EPROTO,
 * because callers take 0 and positive numbers for success. */
static int as_error(int result)
{
    return result > 0 ? -EPROTO : result;
}

int cpuhp_invoke(unsigned int cpu, enum cpuhp_state state, bool startup,
                 struct cpuhp_instance *instance)
{
    bool masks = cpuhp_is_starting(state);
    uint64_t flags = masks ? arch_irq_save() : 0;
    int error = instance ? call_instance(cpu, state, startup, instance) : call(cpu, state, startup);

    if (masks)
        arch_irq_restore(flags);
    return as_error(error);
}

/* ---- the walk ----------------------------------------------------------------------------- */

/* Returns the states that take more than one call: those with instances or an injected failure. Few
 * programs have one. */
static inline uint64_t special_states(unsigned int cpu)
{
    return cpuhp_faults_armed ? cpuhp_multi_states | fault_states(cpu) : cpuhp_multi_states;
}

static int pass_special(unsigned int cpu, enum cpuhp_state state, bool startup)
{
    bool is_to_fail = fault_takes_state(cpu, state);
    if (is_to_fail && !cpuhp_is_starting(state))
        return -EAGAIN;
    int error = call(cpu, state, startup); /* in STARTING the walk goes on, so call it */
    return is_to_fail && !error ? -EAGAIN : error;
}

/* Handles a failed callback. Returns 0 in STARTING, where a failure is a bug and is printed.
 * Otherwise notes the state and returns the error. */
static int check_failure(unsigned int cpu, struct cpuhp_cpu *hp, enum cpuhp_state state,
                         bool startup, int error)
{
    if (cpuhp_is_starting(state)) {
        report_bug(cpu, state, startup, error);
        return 0;
    }
    hp->failed = state;
    return as_error(error);
}

/* Brings the CPU into @p state, and calls its callback. The state's bit in @p special says that
 * there is more to do than that. Returns 0 or an error. */
static inline int pass(unsigned int cpu, struct cpuhp_cpu *hp, enum cpuhp_state state, bool startup,
                       uint64_t special)
{
    const struct cpuhp_step *step = &cpuhp_steps[state];
    cpuhp_callback callback = startup ? step->startup.single : step->teardown.single;
    int error = 0;

    set_state(hp, state);
    if (special & cpuhp_bit(state))
        error = pass_special(cpu, state, startup);
    else if (callback)
        error = callback(cpu);
    return error ? check_failure(cpu, hp, state, startup, error) : 0;
}

/* Walks up to @p target, or to the state before the one that fails. */
static inline __attribute__((always_inline)) int go_up(unsigned int cpu, struct cpuhp_cpu *hp,
                                                       enum cpuhp_state target)
{
    enum cpuhp_state state = hp->state;
    uint64_t special = special_states(cpu), *row = hp->chart_row;
    uint64_t left = (cpuhp_used_states | special) & cpuhp_states_between(state, target);

    while (left) {
        state = (enum cpuhp_state)__builtin_ctzll(left);
        left &= left - 1;
        chart_stamp(row, state);
        int error = pass(cpu, hp, state, true, special);
        if (error) {
            /* The CPU has not passed this state, so a rollback does not call its teardown. */
            set_state(hp, (enum cpuhp_state)(state - 1));
            return error;
        }
    }
    /* If the target has a callback, the loop has passed it and nothing is left to do. After
     * CPUHP_BRINGUP_CPU nothing may be done: the started CPU writes the state then. */
    if (state != target) {
        chart_stamp(row, target);
        set_state(hp, target);
    }
    return 0;
}

/* Walks down to @p target, or to the state that fails. */
static int go_down(unsigned int cpu, struct cpuhp_cpu *hp, enum cpuhp_state target)
{
    uint64_t special = special_states(cpu), *row = hp->chart_row;
    uint64_t left = (cpuhp_used_states | special) & cpuhp_states_between(target, hp->state);

    while (left) {
        enum cpuhp_state state = (enum cpuhp_state)(63 - __builtin_clzll(left));
        left &= ~cpuhp_bit(state);
        chart_stamp(row, state);
        int error = pass(cpu, hp, state, false, special);
        if (error)
            return error;
    }
    chart_stamp(row, target);
    set_state(hp, target);
    return 0;
}

__attribute__((cold)) int cpuhp_walk_back_up(unsigned int cpu, enum cpuhp_state target)
{
    struct cpuhp_cpu *hp = per_cpu_ptr(&cpuhp_cpus, cpu);
    enum cpuhp_state first_failed = hp->failed;
    int error = go_up(cpu, hp, target);

    if (error) {
        hp->rollback_failed = true;
        cpuhp_mark_stuck(cpu, "in a rollback, startup", hp->failed, error);
    }
    hp->failed = first_failed;
    return error;
}

int cpuhp_walk_back_down(unsigned int cpu, enum cpuhp_state target)
{
    struct cpuhp_cpu *hp = per_cpu_ptr(&cpuhp_cpus, cpu);
    enum cpuhp_state first_failed = hp->failed;
    int error = go_down(cpu, hp, target);

    if (error) {
        hp->rollback_failed = true;
        cpuhp_mark_stuck(cpu, "in a rollback, teardown", hp->failed, error);
    }
    hp->failed = first_failed;
    return error;
}

int cpuhp_walk_up(unsigned int cpu, enum cpuhp_state target)
{
    struct cpuhp_cpu *hp = per_cpu_ptr(&cpuhp_cpus, cpu);
    enum cpuhp_state from = hp->state;
    int error = go_up(cpu, hp, target);

    if (error && !hp->rollback_failed)
        cpuhp_walk_back_down(cpu, from);
    return error;
}

int cpuhp_walk_down(unsigned int cpu, enum cpuhp_state target)
{
    struct cpuhp_cpu *hp = per_cpu_ptr(&cpuhp_cpus, cpu);
    enum cpuhp_state from = hp->state;
    int error = go_down(cpu, hp, target);

    if (error && !hp->rollback_failed)
        cpuhp_walk_back_up(cpu, from);
    return error;
}

int cpuhp_walk_down_once(unsigned int cpu, enum cpuhp_state target)
{
    return go_down(cpu, per_cpu_ptr(&cpuhp_cpus, cpu), target);
}

void cpuhp_begin_pass(unsigned int cpu, enum cpuhp_state target)
{
    struct cpuhp_cpu *hp = per_cpu_ptr(&cpuhp_cpus, cpu);

    hp->target = target;
    hp->failed = CPUHP_INVALID;
    hp->is_on_way = true;
    hp->is_stuck = hp->rollback_failed = false;
    hp->passes++;
    hp->chart_row = chart_row(cpu, hp->passes);
    chart_begin(cpu, hp->passes, target);
}

void cpuhp_end_pass(unsigned int cpu, int result)
{
    struct cpuhp_cpu *hp = per_cpu_ptr(&cpuhp_cpus, cpu);

    hp->result = result;
    hp->is_on_way = false;
    if (!result)
        return; /* the CPU stands in its target */
    hp->target = cpuhp_cpu_state(cpu);
    hp->is_stuck = hp->target != CPUHP_OFFLINE && hp->target != CPUHP_ONLINE;
    if (hp->is_stuck && hp->failed == CPUHP_INVALID)
        hp->failed = hp->target; /* the CPU hangs in that state */
    chart_end(cpu, hp->passes, result, hp->failed);
}
