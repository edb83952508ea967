/* SPDX-License-Identifier: MIT */
#include "matrix_states.h"

#include <errno.h>

#include <muster/cpuhp_instance.h>
#include <muster/percpu.h>
#include <muster/smp.h>

#include "check.h"

static const char *const names[THINGS] = {"test:p1", "test:p2", "test:starting", "test:idle",
                                          "test:o1", "test:m",  "test:m",        "test:o2"};
enum cpuhp_state states[THINGS];
static struct cpuhp_instance instances[2];

unsigned int driver;

/* Startups minus teardowns. Each by one CPU at a time, which the walk orders. */
static int balance[THINGS][MAX_CPUS];

struct history history[MAX_CPUS];
struct plan plan = {.events = {NO_EVENT, NO_EVENT}};

/* Kept by each CPU in its own callbacks, three times: all have to stay the same. */
static DEFINE_PER_CPU(uint32_t, visits);
static DEFINE_PER_CPU_ALIGNED(uint64_t, tag);
static _Thread_local uint32_t visits_of_thread;
static uint32_t visits_in_memory[MAX_CPUS];
static uint32_t *thread_copies[MAX_CPUS];

#define TAG(cpu) (UINT64_C(0x5a5a123400000000) + (cpu))

static bool in_prepare(enum cpuhp_state state)
{
    return state <= CPUHP_BRINGUP_CPU;
}

bool in_starting(enum cpuhp_state state)
{
    return state >= CPUHP_AP_IDLE_DEAD && state <= CPUHP_AP_ONLINE;
}

/* ---- the callbacks -------------------------------------------------------------------------- */

static void visit_own_data(unsigned int cpu)
{
    if (!thread_copies[cpu])
        thread_copies[cpu] = &visits_of_thread;
    CHECK(thread_copies[cpu] == &visits_of_thread);
    this_cpu_inc(visits);
    visits_of_thread++;
    visits_in_memory[cpu]++;
}

static bool is_to_fail(unsigned int cpu, unsigned char event)
{
    for (int i = 0; i < 2; i++)
        if (plan.cpu == cpu && plan.events[i] == event) {
            plan.events[i] = NO_EVENT;
            return true;
        }
    return false;
}

static int visit(enum thing thing, unsigned int cpu, bool startup)
{
    enum cpuhp_state state = states[thing];
    unsigned char event = (unsigned char)(thing | (startup ? 0 : TEARDOWN));

    CHECK(smp_processor_id() == (in_prepare(state) ? driver : cpu));
    CHECK(cpuhp_cpu_state(cpu) == state);
    CHECK(cpu_online(cpu) == (state > CPUHP_AP_ONLINE));
    CHECK(!cpu_active(cpu));
    CHECK(history[cpu].count < MAX_EVENTS);
    history[cpu].events[history[cpu].count++] = event;
    if (!in_prepare(state))
        visit_own_data(cpu);
    bool fails = is_to_fail(cpu, event);
    if (!fails || in_starting(state)) /* there it goes on */
        balance[thing][cpu] += startup ? 1 : -1;
    CHECK(balance[thing][cpu] == 0 || balance[thing][cpu] == 1);
    return fails ? FAILURE : 0;
}

#define CALLBACKS(thing)                                                                           \
    static int start_##thing(unsigned int cpu)                                                     \
    {                                                                                              \
        return visit(thing, cpu, true);                                                            \
    }                                                                                              \
    static int tear_##thing(unsigned int cpu)                                                      \
    {                                                                                              \
        return visit(thing, cpu, false);                                                           \
    }
CALLBACKS(P1)
CALLBACKS(P2)
CALLBACKS(STARTING)
CALLBACKS(IDLE)
CALLBACKS(O1)
CALLBACKS(O2)

static enum thing thing_of(const struct cpuhp_instance *instance)
{
    return instance == &instances[0] ? MA : MB;
}

static int start_instance(unsigned int cpu, struct cpuhp_instance *instance)
{
    return visit(thing_of(instance), cpu, true);
}

static int tear_instance(unsigned int cpu, struct cpuhp_instance *instance)
{
    return visit(thing_of(instance), cpu, false);
}

static void set_up(enum thing thing, enum cpuhp_state state, cpuhp_callback startup,
                   cpuhp_callback teardown)
{
    int number = cpuhp_setup_state_nocalls(state, names[thing], startup, teardown);

    CHECK(number >= 0);
    states[thing] = number > 0 ? (enum cpuhp_state)number : state;
}

__attribute__((constructor)) static void set_up_all(void)
{
    set_up(P1, CPUHP_BP_PREPARE_DYN, start_P1, tear_P1);
    set_up(P2, CPUHP_BP_PREPARE_DYN, start_P2, tear_P2);
    set_up(STARTING, CPUHP_AP_STARTING, start_STARTING, tear_STARTING);
    set_up(IDLE, CPUHP_AP_ONLINE_IDLE, start_IDLE, tear_IDLE);
    set_up(O1, CPUHP_AP_ONLINE_DYN, start_O1, tear_O1);
    int number =
        cpuhp_setup_state_multi(CPUHP_AP_ONLINE_DYN, names[MA], start_instance, tear_instance);
    CHECK(number > 0);
    states[MA] = states[MB] = (enum cpuhp_state)number;
    for (int i = 0; i < 2; i++)
        CHECK(cpuhp_state_add_instance_nocalls(states[MA], &instances[i]) == 0);
    set_up(O2, CPUHP_AP_ONLINE_DYN, start_O2, tear_O2);
    for (enum thing thing = P1; thing < THINGS; thing++)
        balance[thing][0] = 1; /* as if it had passed them */
}

/* ---- what is true of a CPU ------------------------------------------------------------------ */

void tag_all_cpus(void)
{
    unsigned int cpu;

    for_each_possible_cpu (cpu)
        per_cpu(tag, cpu) = TAG(cpu);
}

void check_cpu(unsigned int cpu)
{
    enum cpuhp_state state = cpuhp_cpu_state(cpu);

    for (enum thing thing = P1; thing < THINGS; thing++)
        CHECK(balance[thing][cpu] == (states[thing] <= state));
    CHECK(cpu_online(cpu) == (state >= CPUHP_AP_ONLINE));
    CHECK(cpu_active(cpu) == (state >= CPUHP_AP_ACTIVE));
    CHECK(per_cpu(tag, cpu) == TAG(cpu));
    CHECK(per_cpu(visits, cpu) == visits_in_memory[cpu]);
    CHECK(!thread_copies[cpu] || *thread_copies[cpu] == visits_in_memory[cpu]);
}
