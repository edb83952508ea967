/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stddef.h>
#include <string.h>

#include <muster/app.h>
#include <muster/cpuhp.h>

#include "args.h"
#include "check.h"
#include "rendezvous.h"

/*
 * usage: cpuhp-states CPUS [STATE CPU]
 *
 * Two states in each section (one in STARTING) with callbacks that write down what happens to each
 * CPU: all startups in order, each on the CPU that the section says. With STATE the startup of that
 * one fails for CPU: of the states passed the teardowns run in reverse order, and of no other. (In
 * STARTING a failure is reported, and otherwise nothing.) CPUS CPUs are then online.
 */

enum step { PREPARE_1, PREPARE_2, STARTING, ONLINE_1, ONLINE_2, STEPS };

#define TEARDOWN 0x10
#define MAX_EVENTS 16
#define FAILURE (-EPROTO)

static const char *const names[STEPS] = {"test:prepare-1", "test:prepare-2", "test:starting",
                                         "test:online-1", "test:online-2"};
static enum cpuhp_state states[STEPS];

/* What has happened to a CPU, in order; by one CPU at a time, which the hotplug walk orders. */
struct history {
    unsigned int count;
    unsigned char events[MAX_EVENTS]; /* enum step, with TEARDOWN */
};
static struct history histories[NR_CPUS];

static bool is_to_fail(enum step step, unsigned int cpu)
{
    return muster_app_args()->argc > 2 && arg_is(2, names[step]) && arg_number(3) == cpu;
}

static void write_down(unsigned int cpu, unsigned int event)
{
    struct history *history = &histories[cpu];

    CHECK(history->count < MAX_EVENTS);
    history->events[history->count++] = (unsigned char)event;
}

/* CPU 0 works for a CPU before that CPU runs; the CPU comes online in between. */
static void check_context(enum step step, unsigned int cpu)
{
    CHECK(smp_processor_id() == (step <= PREPARE_2 ? 0 : cpu));
    CHECK(cpu_possible(cpu) && cpu_present(cpu));
    CHECK(cpu_online(cpu) == (step >= ONLINE_1));
    CHECK(!cpu_active(cpu));
}

static int start_up(enum step step, unsigned int cpu)
{
    check_context(step, cpu);
    CHECK(cpuhp_cpu_state(cpu) == states[step]);
    write_down(cpu, step);
    return is_to_fail(step, cpu) ? FAILURE : 0;
}

static int tear_down(enum step step, unsigned int cpu)
{
    CHECK(smp_processor_id() == (step <= PREPARE_2 ? 0 : cpu));
    CHECK(cpuhp_cpu_state(cpu) == states[step]);
    write_down(cpu, step | TEARDOWN);
    return 0;
}

#define CALLBACKS(step)                                                                            \
    static int start_##step(unsigned int cpu)                                                      \
    {                                                                                              \
        return start_up(step, cpu);                                                                \
    }                                                                                              \
    static int tear_##step(unsigned int cpu)                                                       \
    {                                                                                              \
        return tear_down(step, cpu);                                                               \
    }
CALLBACKS(PREPARE_1)
CALLBACKS(PREPARE_2)
CALLBACKS(STARTING)
CALLBACKS(ONLINE_1)
CALLBACKS(ONLINE_2)

static void set_up_dynamic(enum step step, enum cpuhp_state section, cpuhp_callback startup,
                           cpuhp_callback teardown)
{
    int state = cpuhp_setup_state_nocalls(section, names[step], startup, teardown);

    CHECK(state >= (int)section);
    states[step] = (enum cpuhp_state)state;
    CHECK(strcmp(cpuhp_state_name(states[step]), names[step]) == 0);
}

__attribute__((constructor)) static void set_up(void)
{
    CHECK(cpuhp_cpu_state(0) == CPUHP_ONLINE);
    CHECK(cpuhp_cpu_state(1) == CPUHP_OFFLINE);
    set_up_dynamic(PREPARE_1, CPUHP_BP_PREPARE_DYN, start_PREPARE_1, tear_PREPARE_1);
    set_up_dynamic(PREPARE_2, CPUHP_BP_PREPARE_DYN, start_PREPARE_2, tear_PREPARE_2);
    set_up_dynamic(ONLINE_1, CPUHP_AP_ONLINE_DYN, start_ONLINE_1, tear_ONLINE_1);
    set_up_dynamic(ONLINE_2, CPUHP_AP_ONLINE_DYN, start_ONLINE_2, tear_ONLINE_2);
    CHECK(states[PREPARE_1] < states[PREPARE_2] && states[ONLINE_1] < states[ONLINE_2]);

    states[STARTING] = CPUHP_AP_STARTING;
    CHECK(cpuhp_setup_state_nocalls(CPUHP_AP_STARTING, names[STARTING], start_STARTING,
                                    tear_STARTING) == 0);
}

static enum step failing_step(unsigned int cpu)
{
    enum step step = PREPARE_1;

    while (step < STEPS && (step == STARTING || !is_to_fail(step, cpu)))
        step++;
    return step;
}

/* Finds one try to bring @p cpu up in its history from event @p at on; returns where it ends. */
static unsigned int check_try(unsigned int cpu, unsigned int at)
{
    const unsigned char *events = histories[cpu].events;
    enum step failed = failing_step(cpu), step;

    for (step = PREPARE_1; step < STEPS && step <= failed; step++)
        CHECK(events[at++] == step);
    if (failed < STEPS)
        while (step-- > PREPARE_1)
            if (step != failed)
                CHECK(events[at++] == (step | TEARDOWN));
    return at;
}

static void check_history(unsigned int cpu)
{
    const struct history *history = &histories[cpu];
    bool fails = failing_step(cpu) < STEPS;
    unsigned int at = 0;

    if (cpu == 0) {
        CHECK(history->count == 0); /* it was online before there were these states */
        return;
    }
    /* A CPU that failed in the parallel bring-up may have been tried once more. */
    at = check_try(cpu, at);
    if (fails && at < history->count)
        at = check_try(cpu, at);
    CHECK(at == history->count);
    CHECK(cpuhp_cpu_state(cpu) == (fails ? CPUHP_OFFLINE : CPUHP_ONLINE));
    CHECK(cpu_online(cpu) == !fails);
    CHECK(cpu_active(cpu) == !fails);
    CHECK(cpu_present(cpu));
}

int app_main_percpu(unsigned int cpu)
{
    static struct rendezvous end;

    CHECK(num_online_cpus() == arg_number(1));
    CHECK(cpu_online(cpu));
    if (!is_last(&end))
        return 0;
    for_each_possible_cpu (cpu)
        check_history(cpu);
    return 0;
}
