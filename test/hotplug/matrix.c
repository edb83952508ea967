/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stddef.h>
#include <string.h>

#include <muster/app.h>
#include <muster/cpuhp.h>
#include <muster/order.h>
#include <muster/percpu.h>
#include <muster/smp.h>

#include "check.h"
#include "wait.h"

/*
 * usage: hotplug-matrix
 *
 * Every state of every CPU fails once on the way up and once on the way down: first in place of its
 * callback (cpuhp_set_fail), then the callbacks themselves, then some in a rollback as well. After
 * each of them all that can be seen of the machine is what it was before, and the callbacks have
 * been called in the order that the sections say. CPU 0 works on the others, then CPU 1 on CPU 0.
 */

#define MAX_CPUS 4
#define MAX_EVENTS 32
#define FAILURE (-EPROTO)

/* What has a startup and a teardown, in the order of the way up: states, and the two instances of
 * one. */
enum thing { P1, P2, STARTING, IDLE, O1, MA, MB, O2, THINGS };
#define TEARDOWN 0x10

static const char *const names[THINGS] = {"test:p1", "test:p2", "test:starting", "test:idle",
                                          "test:o1", "test:m",  "test:m",        "test:o2"};
static enum cpuhp_state states[THINGS];
static struct cpuhp_instance instances[2];

static unsigned int driver; /* the control CPU; set by itself while nothing goes up or down */

/* Startups minus teardowns. Each by one CPU at a time, which the walk orders. */
static int balance[THINGS][MAX_CPUS];

static struct {
    unsigned int count;
    unsigned char events[MAX_EVENTS]; /* enum thing, with TEARDOWN */
} history[MAX_CPUS];

/* What is to fail, each once; events as in the history, for one CPU. */
#define NO_EVENT 0xff
static struct {
    unsigned int cpu;
    unsigned char events[2];
} plan = {.events = {NO_EVENT, NO_EVENT}};

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

static bool in_starting(enum cpuhp_state state)
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

/* ---- what can be seen ----------------------------------------------------------------------- */

struct snapshot {
    struct cpumask possible, present, online, active;
    enum cpuhp_state states[MAX_CPUS];
    uint32_t passes[MAX_CPUS];
};

static void take_snapshot(struct snapshot *snapshot)
{
    struct cpuhp_report report;

    cpumask_copy(&snapshot->possible, cpu_possible_mask);
    cpumask_copy(&snapshot->present, cpu_present_mask);
    cpumask_copy(&snapshot->online, cpu_online_mask);
    cpumask_copy(&snapshot->active, cpu_active_mask);
    for (unsigned int cpu = 0; cpu < MAX_CPUS; cpu++) {
        snapshot->states[cpu] = cpuhp_cpu_state(cpu);
        CHECK(cpuhp_report(cpu, &report) == 0);
        snapshot->passes[cpu] = report.passes;
    }
}

/* What goes without saying of a CPU, wherever it stands. */
static void check_cpu(unsigned int cpu)
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

/* All is as in the snapshot, but that @p cpu stands in @p state after one more way. */
static void check_changed(const struct snapshot *snapshot, unsigned int cpu, enum cpuhp_state state)
{
    struct snapshot expected = *snapshot, now;

    expected.states[cpu] = state;
    expected.passes[cpu]++;
    cpumask_clear_cpu(cpu, &expected.online);
    cpumask_clear_cpu(cpu, &expected.active);
    if (state >= CPUHP_AP_ONLINE)
        cpumask_set_cpu(cpu, &expected.online);
    if (state >= CPUHP_AP_ACTIVE)
        cpumask_set_cpu(cpu, &expected.active);
    take_snapshot(&now);
    CHECK(cpumask_equal(&now.possible, &expected.possible));
    CHECK(cpumask_equal(&now.present, &expected.present));
    CHECK(cpumask_equal(&now.online, &expected.online));
    CHECK(cpumask_equal(&now.active, &expected.active));
    for (unsigned int i = 0; i < MAX_CPUS; i++) {
        CHECK(now.states[i] == expected.states[i]);
        CHECK(now.passes[i] == expected.passes[i]);
        check_cpu(i);
    }
}

static void check_report(unsigned int cpu, enum cpuhp_state state, int result,
                         enum cpuhp_state failed)
{
    struct cpuhp_report report;

    CHECK(cpuhp_report(cpu, &report) == 0);
    CHECK(report.state == state && report.target == state);
    CHECK(report.result == result);
    CHECK(report.failed == failed);
    CHECK(report.is_stuck == (state != CPUHP_OFFLINE && state != CPUHP_ONLINE));
    CHECK(muster_cpu_is_idle(cpu) == (state == CPUHP_ONLINE));
}

/* ---- the order of the calls ----------------------------------------------------------------- */

static unsigned int check_at;

static void expect_event(unsigned int cpu, enum thing thing, bool startup)
{
    CHECK(check_at < history[cpu].count);
    CHECK(history[cpu].events[check_at++] == (thing | (startup ? 0 : TEARDOWN)));
}

/* A way that the things up to @p last have seen, forth, and those before @p undone, back. */
static void check_way(unsigned int cpu, bool up, int last, int undone)
{
    int step = up ? 1 : -1;

    for (int thing = up ? 0 : THINGS - 1; thing != last + step; thing += step)
        expect_event(cpu, (enum thing)thing, up);
    for (int thing = undone; thing != (up ? -1 : THINGS); thing -= step)
        expect_event(cpu, (enum thing)thing, !up);
    CHECK(check_at == history[cpu].count);
}

/* All of it, and nothing undone. */
static void check_whole_way(unsigned int cpu, bool up)
{
    check_way(cpu, up, up ? THINGS - 1 : 0, up ? -1 : THINGS);
}

/* The things before @p state on the way, and they are undone. */
static void check_half_way(unsigned int cpu, bool up, enum cpuhp_state state)
{
    int last = up ? -1 : THINGS;

    if (up)
        while (last + 1 < THINGS && states[last + 1] < state)
            last++;
    else
        while (last > 0 && states[last - 1] > state)
            last--;
    check_way(cpu, up, last, last);
}

/* ---- the ways ------------------------------------------------------------------------------- */

static int move(unsigned int cpu, bool up)
{
    history[cpu].count = 0;
    check_at = 0;
    return up ? cpu_up(cpu) : cpu_down(cpu);
}

static void move_well(unsigned int cpu, bool up)
{
    struct snapshot before;
    enum cpuhp_state target = up ? CPUHP_ONLINE : CPUHP_OFFLINE;

    take_snapshot(&before);
    CHECK(move(cpu, up) == 0);
    check_changed(&before, cpu, target);
    check_report(cpu, target, 0, CPUHP_INVALID);
}

/* The state fails in place of its callback; in STARTING it does not matter. */
static void inject(unsigned int cpu, bool up, enum cpuhp_state state)
{
    struct snapshot before;
    enum cpuhp_state from = up ? CPUHP_OFFLINE : CPUHP_ONLINE;
    enum cpuhp_state target = up ? CPUHP_ONLINE : CPUHP_OFFLINE;

    CHECK(cpuhp_cpu_state(cpu) == from);
    take_snapshot(&before);
    CHECK(cpuhp_set_fail(cpu, state) == 0);
    int result = move(cpu, up);
    if (in_starting(state)) {
        CHECK(result == 0);
        check_changed(&before, cpu, target);
        check_report(cpu, target, 0, CPUHP_INVALID);
        check_whole_way(cpu, up);
        return;
    }
    CHECK(result == -EAGAIN);
    check_changed(&before, cpu, from);
    check_report(cpu, from, -EAGAIN, state);
    check_half_way(cpu, up, state);
    move_well(cpu, up);
    check_whole_way(cpu, up);
}

static void fail_once(unsigned int cpu, bool up, enum thing thing)
{
    struct snapshot before;
    enum cpuhp_state from = up ? CPUHP_OFFLINE : CPUHP_ONLINE;

    take_snapshot(&before);
    plan.cpu = cpu;
    plan.events[0] = (unsigned char)(thing | (up ? 0 : TEARDOWN));
    int result = move(cpu, up);
    CHECK(plan.events[0] == NO_EVENT);
    if (in_starting(states[thing])) {
        CHECK(result == 0);
        check_changed(&before, cpu, up ? CPUHP_ONLINE : CPUHP_OFFLINE);
        check_whole_way(cpu, up);
        return;
    }
    CHECK(result == FAILURE);
    check_changed(&before, cpu, from);
    check_report(cpu, from, FAILURE, states[thing]);
    check_way(cpu, up, (int)thing, (int)thing + (up ? -1 : 1));
    move_well(cpu, up);
}

/* ---- a rollback that fails ------------------------------------------------------------------ */

static int must_not_run(void *unused)
{
    (void)unused;
    CHECK(false);
    return 0;
}

/* The way @p up fails in @p first, its rollback in @p second: the CPU stays in @p state. */
static void get_stuck(unsigned int cpu, bool up, enum thing first, enum thing second,
                      enum cpuhp_state state)
{
    struct snapshot before;

    take_snapshot(&before);
    plan.cpu = cpu;
    plan.events[0] = (unsigned char)(first | (up ? 0 : TEARDOWN));
    plan.events[1] = (unsigned char)(second | (up ? TEARDOWN : 0));
    CHECK(move(cpu, up) == FAILURE);
    CHECK(plan.events[0] == NO_EVENT && plan.events[1] == NO_EVENT);
    check_changed(&before, cpu, state);
    check_report(cpu, state, FAILURE, states[first]);
    CHECK(muster_run_on(cpu, must_not_run, NULL) == -ENODEV);
}

/* From half-way a way can fail as well: it is half-way still. */
static void stay_stuck(unsigned int cpu, enum cpuhp_state state)
{
    enum cpuhp_state failing = state > CPUHP_BRINGUP_CPU ? CPUHP_AP_ACTIVE : CPUHP_BRINGUP_CPU;
    struct snapshot before;

    take_snapshot(&before);
    CHECK(cpuhp_set_fail(cpu, failing) == 0);
    CHECK(move(cpu, true) == -EAGAIN);
    check_changed(&before, cpu, state);
    check_report(cpu, state, -EAGAIN, failing);
}

static void get_stuck_and_go_on(unsigned int cpu, bool up, enum thing first, enum thing second,
                                enum cpuhp_state state)
{
    /* Forth and back from there, each reached both ways. */
    for (int i = 0; i < 4; i++) {
        bool ends_up = i & 1;
        if (cpuhp_cpu_state(cpu) == (up ? CPUHP_ONLINE : CPUHP_OFFLINE))
            move_well(cpu, !up);
        get_stuck(cpu, up, first, second, state);
        if (i & 2)
            stay_stuck(cpu, state);
        move_well(cpu, ends_up);
    }
    if (cpuhp_cpu_state(cpu) != CPUHP_ONLINE)
        move_well(cpu, true);
}

static void fail_in_rollback(unsigned int cpu)
{
    get_stuck_and_go_on(cpu, true, O2, O1, states[O1]);
    get_stuck_and_go_on(cpu, true, MA, IDLE, states[IDLE]);
    get_stuck_and_go_on(cpu, true, P2, P1, states[P1]);
    get_stuck_and_go_on(cpu, true, O1, P2, states[P2]);
    get_stuck_and_go_on(cpu, false, O1, O2, states[MA]);
    get_stuck_and_go_on(cpu, false, IDLE, O1, states[IDLE]);
    get_stuck_and_go_on(cpu, false, P1, P2, states[P1]);
}

/* ---- the driver ----------------------------------------------------------------------------- */

static void try_all(unsigned int cpu)
{
    driver = smp_processor_id();
    for (int state = CPUHP_OFFLINE + 1; state < CPUHP_ONLINE; state++) {
        inject(cpu, false, (enum cpuhp_state)state);
        inject(cpu, true, (enum cpuhp_state)state);
    }
    for (enum thing thing = P1; thing < THINGS; thing++) {
        fail_once(cpu, false, thing);
        fail_once(cpu, true, thing);
    }
    fail_in_rollback(cpu);
    CHECK(cpuhp_cpu_state(cpu) == CPUHP_ONLINE);
}

static int drive_from_cpu_1(void *unused)
{
    (void)unused;
    wait_until_idle(0);
    try_all(0);
    for (unsigned int cpu = 0; cpu < MAX_CPUS; cpu++)
        check_cpu(cpu);
    return 0;
}

int app_main_percpu(unsigned int cpu)
{
    if (cpu != 0)
        return 0;
    CHECK(num_online_cpus() == MAX_CPUS && num_possible_cpus() == MAX_CPUS);
    for_each_possible_cpu (cpu)
        per_cpu(tag, cpu) = TAG(cpu);
    wait_until_others_idle();
    for (cpu = 1; cpu < MAX_CPUS; cpu++)
        try_all(cpu);
    CHECK(muster_run_on(1, drive_from_cpu_1, NULL) == 0);
    return 0;
}
