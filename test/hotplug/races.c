/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stddef.h>

#include <muster/app.h>
#include <muster/cpuhp.h>
#include <muster/order.h>

#include "args.h"
#include "check.h"
#include "rendezvous.h"
#include "wait.h"

/*
 * usage: hotplug-races WHAT ROUNDS
 *
 * Several CPUs want something of each other at the same instant, ROUNDS times:
 *   same      all but the last CPU take that one down, then all bring it up
 *   opposite  CPU 0 brings the last one up while CPU 1 takes it down, from both ends
 *   mutual    CPU 1 takes CPU 2 down while CPU 2 takes CPU 1 down
 *   handover  CPU 0 hands functions to the last CPU, which CPU 1 takes down and brings up
 */

static unsigned int victim;  /* the last CPU; set before the CPUs meet */
static unsigned long rounds; /* of the command line */
static int results[NR_CPUS]; /* by each caller, between two meetings */

static void check_stands(unsigned int cpu, bool up)
{
    CHECK(cpuhp_cpu_state(cpu) == (up ? CPUHP_ONLINE : CPUHP_OFFLINE));
    CHECK(cpu_online(cpu) == up && cpu_active(cpu) == up);
}

/* ---- same ----------------------------------------------------------------------------------- */

static void check_one_won(unsigned int callers)
{
    unsigned int won = 0;

    for (unsigned int caller = 0; caller < callers; caller++) {
        CHECK(results[caller] == 0 || results[caller] == -EBUSY || results[caller] == -EALREADY);
        won += results[caller] == 0;
    }
    CHECK(won == 1);
}

static int race_same(unsigned int cpu)
{
    static struct rendezvous place;
    unsigned int callers = victim;

    for (unsigned long round = 0; round < 2 * rounds; round++) {
        bool up = round % 2;
        rendezvous_of(&place, callers);
        results[cpu] = up ? cpu_up(victim) : cpu_down(victim);
        rendezvous_of(&place, callers);
        if (cpu == 0) {
            check_one_won(callers);
            check_stands(victim, up);
        }
    }
    return 0;
}

/* ---- opposite ------------------------------------------------------------------------------- */

/* The CPU that calls for the possible change always wins; the other is early, in between, or
 * late. */
static void check_opposite(bool was_up)
{
    int first = results[was_up ? 1 : 0], second = results[was_up ? 0 : 1];

    CHECK(first == 0);
    CHECK(second == 0 || second == -EBUSY || second == -EALREADY);
    check_stands(victim, second == 0 ? was_up : !was_up);
}

static int race_opposite(unsigned int cpu)
{
    static struct rendezvous place;

    if (cpu > 1)
        return 0;
    for (unsigned long round = 0; round < rounds; round++) {
        bool was_up = cpuhp_cpu_state(victim) == CPUHP_ONLINE;
        rendezvous_of(&place, 2);
        results[cpu] = cpu == 0 ? cpu_up(victim) : cpu_down(victim);
        rendezvous_of(&place, 2);
        if (cpu == 0)
            check_opposite(was_up);
        /* Changes the CPU once more if needed, so that the next round starts from the other end. */
        rendezvous_of(&place, 2);
        if (cpu == 0 && (cpuhp_cpu_state(victim) == CPUHP_ONLINE) == was_up)
            CHECK((was_up ? cpu_down(victim) : cpu_up(victim)) == 0);
        rendezvous_of(&place, 2);
    }
    return 0;
}

/* ---- mutual --------------------------------------------------------------------------------- */

/* The losing CPU is told to leave while it returns from its own cpu_down(). */
static int take_down_peer(void *unused)
{
    static struct rendezvous place;
    unsigned int cpu = smp_processor_id();

    (void)unused;
    rendezvous_of(&place, 2);
    results[cpu] = cpu_down(3 - cpu);
    if (results[cpu] != 0)
        wait_until(muster_checkpoint());
    return 0;
}

static int race_mutual(unsigned int cpu)
{
    if (cpu != 0)
        return 0;
    for (unsigned long round = 0; round < rounds; round++) {
        for (cpu = 1; cpu <= 2; cpu++) {
            wait_until_idle(cpu);
            results[cpu] = 1;
            CHECK(muster_run_on(cpu, take_down_peer, NULL) == 0);
        }
        wait_until(num_online_cpus() != nr_cpu_ids);
        unsigned int winner = cpu_online(1) ? 1 : 2;
        wait_until_idle(winner);
        CHECK(results[winner] == 0 && results[3 - winner] == -EBUSY);
        check_stands(winner, true);
        check_stands(3 - winner, false);
        CHECK(cpu_up(3 - winner) == 0);
    }
    return 0;
}

/* ---- handover ------------------------------------------------------------------------------- */

static unsigned long handed_over, done, refused; /* done: the victim's; the others: CPU 0's */
#define MORE_ROUNDS 1000000    /* a busy host may let one CPU run for long before the other */
static uint32_t handover_ends; /* set by CPU 1 */

static int do_job(void *argument)
{
    CHECK(smp_processor_id() == victim);
    CHECK(*(unsigned long *)argument == __atomic_add_fetch(&done, 1, __ATOMIC_RELAXED));
    return 0;
}

static void hand_over_all(void)
{
    static unsigned long number;

    while (!smp_load_acquire(&handover_ends)) {
        number = handed_over + 1; /* seen by the function; it has run before the next one goes */
        int error = muster_run_on(victim, do_job, &number);
        CHECK(error == 0 || error == -EBUSY || error == -ENODEV);
        if (error == -ENODEV)
            __atomic_add_fetch(&refused, 1, __ATOMIC_RELAXED);
        if (error) {
            cpu_relax();
            continue;
        }
        __atomic_add_fetch(&handed_over, 1, __ATOMIC_RELAXED);
        wait_until(__atomic_load_n(&done, __ATOMIC_RELAXED) == handed_over);
    }
}

/* Returns true if CPU 0 has handed functions over both while the CPU was up and while it was
 * not. */
static bool has_met_both(void)
{
    return __atomic_load_n(&handed_over, __ATOMIC_RELAXED) > 0 &&
           __atomic_load_n(&refused, __ATOMIC_RELAXED) > 0;
}

static int race_handover(unsigned int cpu)
{
    if (cpu > 1)
        return 0;
    if (cpu == 0) {
        hand_over_all();
        return 0;
    }
    for (unsigned long round = 0; round < rounds || !has_met_both(); round++) {
        CHECK(round < rounds + MORE_ROUNDS);
        CHECK(cpu_down(victim) == 0);
        check_stands(victim, false);
        CHECK(cpu_up(victim) == 0);
        check_stands(victim, true);
    }
    smp_store_release(&handover_ends, 1);
    return 0;
}

/* ---- all ------------------------------------------------------------------------------------ */

int app_main_percpu(unsigned int cpu)
{
    static const struct {
        const char *name;
        int (*race)(unsigned int cpu);
    } races[] = {
        {"same", race_same},
        {"opposite", race_opposite},
        {"mutual", race_mutual},
        {"handover", race_handover},
    };

    if (cpu == nr_cpu_ids - 1)
        return 0;
    if (cpu == 0)
        rounds = arg_number(2);
    static struct rendezvous begin;
    victim = nr_cpu_ids - 1;
    rendezvous_of(&begin, nr_cpu_ids - 1);
    for (unsigned int i = 0; i < sizeof(races) / sizeof(races[0]); i++)
        if (arg_is(1, races[i].name))
            return races[i].race(cpu);
    CHECK(false);
    return 1;
}
