/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stddef.h>

#include <muster/app.h>
#include <muster/cpuhp.h>
#include <muster/cpuhp_fault.h>
#include <muster/smp.h>

#include "check.h"
#include "matrix_states.h"
#include "wait.h"

/*
 * usage: hotplug-matrix
 *
 * Every state of every CPU fails once on the way up and once on the way down: first in place of its
 * callback (cpuhp_set_fail), then the callbacks themselves, then some in a rollback as well. After
 * each of them all that can be seen of the machine is what it was before, and the callbacks have
 * been called in the order that the sections say. CPU 0 works on the others, then CPU 1 on CPU 0.
 */

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

/* Checks that all is as in the snapshot, except that @p cpu stands in @p state after one more
 * way. */
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

/* Checks the calls of one way: forth for the things up to @p last, then back for those from @p
 * undone on. */
static void check_way(unsigned int cpu, bool up, int last, int undone)
{
    int step = up ? 1 : -1;

    for (int thing = up ? 0 : THINGS - 1; thing != last + step; thing += step)
        expect_event(cpu, (enum thing)thing, up);
    for (int thing = undone; thing != (up ? -1 : THINGS); thing -= step)
        expect_event(cpu, (enum thing)thing, !up);
    CHECK(check_at == history[cpu].count);
}

/* Checks the calls of a whole way, with nothing undone. */
static void check_whole_way(unsigned int cpu, bool up)
{
    check_way(cpu, up, up ? THINGS - 1 : 0, up ? -1 : THINGS);
}

/* Checks the calls of a way that failed in @p state: the things before it, and then their
 * undoing. */
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

/* Has the state fail in place of its callback. In STARTING the CPU goes on all the same. */
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

/* Has the way @p up fail in @p first, and its rollback in @p second: the CPU stays in @p state. */
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

/* Has a way from half-way fail as well: the CPU still stands half-way. */
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
    tag_all_cpus();
    wait_until_others_idle();
    for (cpu = 1; cpu < MAX_CPUS; cpu++)
        try_all(cpu);
    CHECK(muster_run_on(1, drive_from_cpu_1, NULL) == 0);
    return 0;
}
