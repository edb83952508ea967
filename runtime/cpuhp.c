/* SPDX-License-Identifier: MIT */
#include "cpuhp.h"

#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <muster/barrier.h>
#include <muster/console.h>
#include <muster/percpu.h>

#include "arch.h"
#include "cpumask_set.h"
#include "irqchip.h"
#include "smp_boot.h"

/*
 * The table, and the set of states that have a callback: a walk visits only these, so a state
 * that nobody uses costs nothing. Written by the boot CPU before cpuhp_seal(), read-only after.
 */
struct cpuhp_step {
    const char *name;
    cpuhp_callback startup, teardown;
};

/*
 * Puts the calling CPU into a mask, and returns whether it stays there. One that hung in a state
 * was given up and taken out of the masks; when it goes on after all it must not come back into
 * them. It goes in, then looks whether it has been given up; the control CPU gives it up, then
 * takes it out (a full barrier between the two on both sides; partner: give_up()).
 */
static bool enter_mask(unsigned int cpu, void (*set_in_mask)(unsigned int, bool))
{
    if (smp_was_given_up(cpu))
        return false;
    set_in_mask(cpu, true);
    smp_mb();
    if (!smp_was_given_up(cpu))
        return true;
    set_in_mask(cpu, false);
    return false;
}

/* STARTING: it cannot fail. A CPU that has been given up is stopped before its ONLINE states. */
static int cpu_set_online(unsigned int cpu)
{
    enter_mask(cpu, set_cpu_online);
    return 0;
}

static int cpu_set_offline(unsigned int cpu)
{
    set_cpu_online(cpu, false);
    return 0;
}

static int cpu_set_active(unsigned int cpu)
{
    return enter_mask(cpu, set_cpu_active) ? 0 : -ECANCELED;
}

static int cpu_set_inactive(unsigned int cpu)
{
    set_cpu_active(cpu, false);
    return 0;
}

static struct cpuhp_step steps[CPUHP_STATE_COUNT] = {
    [CPUHP_OFFLINE] = {"offline", NULL, NULL},
    [CPUHP_PERCPU_PREPARE] = {"percpu:prepare", smp_prepare_record, NULL},
    [CPUHP_BRINGUP_CPU] = {"cpu:bringup", smp_bringup_cpu, NULL},
    [CPUHP_AP_IDLE_DEAD] = {"idle:dead", NULL, NULL},
    [CPUHP_AP_STARTING] = {"ap:starting", NULL, NULL},
    [CPUHP_AP_IRQCHIP_STARTING] = {"irqchip:starting", irqchip_starting_cpu, NULL},
    [CPUHP_AP_ONLINE] = {"ap:online", cpu_set_online, cpu_set_offline},
    [CPUHP_AP_ONLINE_IDLE] = {"idle:online", NULL, NULL},
    [CPUHP_AP_ACTIVE] = {"cpu:active", cpu_set_active, cpu_set_inactive},
    [CPUHP_ONLINE] = {"online", NULL, NULL},
};
static uint64_t used_states; /* bit n: state n has a callback */
static bool sealed;

_Static_assert(CPUHP_STATE_COUNT <= 64, "used_states has a bit for each state");

/* Written by whoever walks the CPU: the control CPU or the CPU itself, never both at once. */
static DEFINE_PER_CPU(enum cpuhp_state, cpu_state) = CPUHP_OFFLINE;

static uint64_t bit(enum cpuhp_state state)
{
    return UINT64_C(1) << state;
}

/* The states above @p from up to @p to. */
static uint64_t states_between(enum cpuhp_state from, enum cpuhp_state to)
{
    return (bit(to) | (bit(to) - 1)) & ~(bit(from) | (bit(from) - 1));
}

static bool may_fail(enum cpuhp_state state)
{
    return state < CPUHP_AP_IDLE_DEAD || state > CPUHP_AP_ONLINE;
}

static bool is_dynamic(enum cpuhp_state state)
{
    return state == CPUHP_BP_PREPARE_DYN || state == CPUHP_AP_ONLINE_DYN;
}

const char *cpuhp_state_name(enum cpuhp_state state)
{
    if (state < CPUHP_OFFLINE || state >= CPUHP_STATE_COUNT || !steps[state].name)
        return "?";
    return steps[state].name;
}

enum cpuhp_state cpuhp_cpu_state(unsigned int cpu)
{
    if (!cpu_possible(cpu))
        return CPUHP_INVALID;
    return __atomic_load_n(per_cpu_ptr(&cpu_state, cpu), __ATOMIC_ACQUIRE);
}

static void set_state(enum cpuhp_state *state, enum cpuhp_state value)
{
    __atomic_store_n(state, value, __ATOMIC_RELEASE); /* partner: cpuhp_cpu_state() */
}

static void report(unsigned int cpu, enum cpuhp_state state, const char *what, int error)
{
    console_printf("muster: cpuhp: CPU %u: %s of state %d \"%s\" failed with %d, which it may "
                   "not: this is a bug in it\n",
                   cpu, what, state, cpuhp_state_name(state), error);
}

static void walk_down_from(unsigned int cpu, enum cpuhp_state *current, enum cpuhp_state target)
{
    uint64_t left = used_states & states_between(target, *current);
    while (left) {
        enum cpuhp_state state = (enum cpuhp_state)(63 - __builtin_clzll(left));
        left &= ~bit(state);
        set_state(current, state);
        int error = steps[state].teardown ? steps[state].teardown(cpu) : 0;
        if (error)
            report(cpu, state, "teardown", error);
    }
    set_state(current, target);
}

void cpuhp_walk_down(unsigned int cpu, enum cpuhp_state target)
{
    walk_down_from(cpu, per_cpu_ptr(&cpu_state, cpu), target);
}

int cpuhp_walk_up(unsigned int cpu, enum cpuhp_state target, enum cpuhp_state *failed)
{
    enum cpuhp_state *current = per_cpu_ptr(&cpu_state, cpu);
    enum cpuhp_state from = *current;
    uint64_t left = used_states & states_between(from, target);

    while (left) {
        enum cpuhp_state state = (enum cpuhp_state)__builtin_ctzll(left);
        left &= left - 1;
        set_state(current, state);
        int error = steps[state].startup ? steps[state].startup(cpu) : 0;
        if (!error)
            continue;
        if (!may_fail(state)) {
            report(cpu, state, "startup", error);
            continue;
        }
        *failed = state;
        /* The state that failed has not been passed: its own teardown is not called. */
        *current = (enum cpuhp_state)(state - 1);
        walk_down_from(cpu, current, from);
        return error;
    }
    /* Past CPUHP_BRINGUP_CPU the state is the started CPU's to write: no store after the call. */
    if (!(used_states & bit(target)))
        set_state(current, target);
    return 0;
}

/* Whether @p state can be given callbacks; which one a dynamic state becomes. */
static int claim_state(enum cpuhp_state state)
{
    enum cpuhp_state last = state;

    if (state == CPUHP_BP_PREPARE_DYN)
        last = CPUHP_BP_PREPARE_DYN_END;
    else if (state == CPUHP_AP_ONLINE_DYN)
        last = CPUHP_AP_ONLINE_DYN_END;
    for (int candidate = (int)state; candidate <= (int)last; candidate++)
        if (!steps[candidate].startup && !steps[candidate].teardown)
            return candidate;
    return is_dynamic(state) ? -ENOSPC : -EBUSY;
}

static bool has_room_for_callbacks(enum cpuhp_state state)
{
    return state > CPUHP_OFFLINE && state < CPUHP_ONLINE && state != CPUHP_BRINGUP_CPU &&
           state != CPUHP_AP_IDLE_DEAD;
}

int cpuhp_setup_state_nocalls(enum cpuhp_state state, const char *name, cpuhp_callback startup,
                              cpuhp_callback teardown)
{
    if (sealed)
        return -EBUSY;
    if (!has_room_for_callbacks(state) || !name || (!startup && !teardown))
        return -EINVAL;
    int claimed = claim_state(state);
    if (claimed < 0)
        return claimed;
    steps[claimed] = (struct cpuhp_step){name, startup, teardown};
    used_states |= bit((enum cpuhp_state)claimed);
    return is_dynamic(state) ? claimed : 0;
}

/* As on the CPUs that pass the state later: a STARTING callback runs with interrupts masked. */
static int call_for_boot_cpu(enum cpuhp_state state, cpuhp_callback startup)
{
    const unsigned int boot_cpu = 0;

    if (!startup)
        return 0;
    if (may_fail(state))
        return startup(boot_cpu);
    uint64_t flags = arch_irq_save();
    int error = startup(boot_cpu);
    arch_irq_restore(flags);
    return error;
}

int cpuhp_setup_state(enum cpuhp_state state, const char *name, cpuhp_callback startup,
                      cpuhp_callback teardown)
{
    int claimed = cpuhp_setup_state_nocalls(state, name, startup, teardown);
    if (claimed < 0)
        return claimed;
    enum cpuhp_state number = is_dynamic(state) ? (enum cpuhp_state)claimed : state;
    int error = call_for_boot_cpu(number, startup);
    if (error) {
        steps[number].startup = steps[number].teardown = NULL;
        used_states &= ~bit(number);
        return error;
    }
    return claimed;
}

void cpuhp_init(void)
{
    const unsigned int boot_cpu = 0;

    for (int state = CPUHP_OFFLINE; state < CPUHP_STATE_COUNT; state++)
        if (steps[state].startup || steps[state].teardown)
            used_states |= bit((enum cpuhp_state)state);
    /* It has done by hand what these states do, but for the masks. */
    set_cpu_online(boot_cpu, true);
    set_cpu_active(boot_cpu, true);
    set_state(per_cpu_ptr(&cpu_state, boot_cpu), CPUHP_ONLINE);
}

void cpuhp_seal(void)
{
    sealed = true;
}
