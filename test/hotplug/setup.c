/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stddef.h>
#include <string.h>

#include <muster/app.h>
#include <muster/cpuhp.h>
#include <muster/order.h>

#include "cases.h"
#include "check.h"
#include "setup_calls.h"
#include "wait.h"

/*
 * usage: hotplug-setup idle|busy
 *        hotplug-setup deaf, with a cpuhp.timeout_ms that can be waited for
 *
 * States and instances come and go while CPUs are up: idle ones, or ones in a function that looks
 * after muster_checkpoint(), or one that does not. Checks what is called, where, and in which
 * order; what is undone after a failure; and what is refused. Four CPUs.
 */

static int up(unsigned int cpu)
{
    return note(cpu, 0, true);
}

static int down(unsigned int cpu)
{
    return note(cpu, 0, false);
}

/* ---- a state of the program's table --------------------------------------------------------- */

static uint32_t entry_startups;

static int entry_up(unsigned int cpu)
{
    CHECK(cpu == smp_processor_id());
    __atomic_fetch_add(&entry_startups, 1 << (8 * cpu), __ATOMIC_RELAXED);
    return 0;
}
MUSTER_CPUHP_STATE(good, CPUHP_AP_ONLINE_DYN, "test:entry", entry_up, NULL);
MUSTER_CPUHP_STATE(bad, CPUHP_AP_IDLE_DEAD, "test:bad-entry", entry_up, NULL);
MUSTER_CPUHP_STATE(empty, CPUHP_AP_ONLINE_DYN, "test:empty-entry", NULL, NULL);

static void check_entries(void)
{
    CHECK(entry_startups == 0x01010101);
    CHECK(strcmp(cpuhp_state_name(CPUHP_AP_ONLINE_DYN), "test:entry") == 0);
}

/* ---- states --------------------------------------------------------------------------------- */

static enum cpuhp_state set_up(enum cpuhp_state state)
{
    int number = cpuhp_setup_state(state, "test:state", up, down);

    CHECK(number >= 0);
    enum cpuhp_state found = number ? (enum cpuhp_state)number : state;
    CHECK(strcmp(cpuhp_state_name(found), "test:state") == 0);
    return found;
}

static void check_comes_and_goes(enum cpuhp_state section)
{
    enum cpuhp_state state = set_up(section);

    expect_all(0, CPUS - 1, is_here(state), 0, true);
    CHECK(cpuhp_remove_state(state) == 0);
    expect_all(CPUS - 1, 0, is_here(state), 0, false);
    CHECK(cpuhp_remove_state(state) == -EINVAL);
    CHECK(strcmp(cpuhp_state_name(state), "?") == 0);
    forget();
}

static void check_startup_fails(enum cpuhp_state section, int error)
{
    fail_once(2, 0, true, error);
    CHECK(cpuhp_setup_state(section, "test:state", up, down) == error);
    expect_all(0, 2, is_here(section), 0, true);
    expect_all(1, 0, is_here(section), 0, false);
    check_comes_and_goes(section); /* the state is free again */
}

static void check_teardown_fails(enum cpuhp_state section)
{
    enum cpuhp_state state = set_up(section);

    expect_all(0, CPUS - 1, is_here(state), 0, true);
    fail_once(1, 0, false, FAILURE);
    CHECK(cpuhp_remove_state(state) == FAILURE);
    expect_all(CPUS - 1, 1, is_here(state), 0, false);
    expect_all(2, CPUS - 1, is_here(state), 0, true);
    CHECK(strcmp(cpuhp_state_name(state), "test:state") == 0);
    CHECK(cpuhp_remove_state_nocalls(state) == 0);
    forget();
}

static void check_states(void)
{
    static const enum cpuhp_state sections[] = {CPUHP_BP_PREPARE_DYN, CPUHP_AP_STARTING,
                                                CPUHP_AP_ONLINE_IDLE, CPUHP_AP_ONLINE_DYN};

    for (unsigned int i = 0; i < sizeof(sections) / sizeof(sections[0]); i++) {
        check_comes_and_goes(sections[i]);
        check_startup_fails(sections[i], FAILURE);
        check_startup_fails(sections[i], -EAGAIN);
        check_teardown_fails(sections[i]);
    }
}

static void check_refusals(void)
{
    CHECK(cpuhp_remove_state(CPUHP_INVALID) == -EINVAL);
    CHECK(cpuhp_remove_state(CPUHP_OFFLINE) == -EINVAL);
    CHECK(cpuhp_remove_state(CPUHP_PERCPU_PREPARE) == -EINVAL);
    CHECK(cpuhp_remove_state(CPUHP_BRINGUP_CPU) == -EINVAL);
    CHECK(cpuhp_remove_state(CPUHP_AP_IRQCHIP_STARTING) == -EINVAL);
    CHECK(cpuhp_remove_state(CPUHP_AP_ONLINE) == -EINVAL);
    CHECK(cpuhp_remove_state_nocalls(CPUHP_AP_ACTIVE) == -EINVAL);
    CHECK(cpuhp_remove_state(CPUHP_AP_STARTING) == -EINVAL); /* has none */
    CHECK(cpuhp_remove_state((enum cpuhp_state)CPUHP_STATE_COUNT) == -EINVAL);
    CHECK(cpuhp_remove_state((enum cpuhp_state)1000) == -EINVAL);
    CHECK(cpuhp_setup_state(CPUHP_AP_ONLINE_IDLE, NULL, up, down) == -EINVAL);
    CHECK(cpuhp_setup_state(CPUHP_AP_ONLINE_IDLE, "test:x", NULL, NULL) == -EINVAL);
    CHECK(cpuhp_setup_state(CPUHP_AP_ACTIVE, "test:x", up, down) == -EBUSY);
    forget();
}

/* Checks that a CPU that was off gets the startup when it comes up. */
static void check_off_at_registration(void)
{
    CHECK(cpu_down(2) == 0);
    enum cpuhp_state state = set_up(CPUHP_AP_ONLINE_DYN);
    expect_all(0, 1, false, 0, true);
    expect(3, 3, 0, true);
    CHECK(cpu_up(2) == 0);
    expect(2, 2, 0, true);
    CHECK(cpu_down(2) == 0);
    expect(2, 2, 0, false);
    CHECK(cpuhp_remove_state(state) == 0);
    expect(3, 3, 0, false);
    expect_all(1, 0, false, 0, false);
    CHECK(cpu_up(2) == 0);
    forget();
}

static void check_nocalls(void)
{
    CHECK(cpuhp_setup_state_nocalls(CPUHP_AP_ONLINE_IDLE, "test:state", up, down) == 0);
    CHECK(cpu_down(3) == 0);
    expect(3, 3, 0, false);
    CHECK(cpu_up(3) == 0);
    expect(3, 3, 0, true);
    CHECK(cpuhp_remove_state_nocalls(CPUHP_AP_ONLINE_IDLE) == 0);
    CHECK(cpu_down(3) == 0 && cpu_up(3) == 0);
    forget();
}

/* ---- CPUs that have something to do --------------------------------------------------------- */

static uint32_t ends;  /* the functions are to return; by CPU 0 */
static uint32_t begun; /* functions that run */

/* Runs until it is told to leave, or until CPU 0 ends it. */
static int look_in_now_and_then(void *unused)
{
    (void)unused;
    __atomic_add_fetch(&begun, 1, __ATOMIC_RELEASE);
    wait_until(muster_checkpoint() || smp_load_acquire(&ends));
    return 0;
}

static int never_look(void *unused)
{
    (void)unused;
    __atomic_add_fetch(&begun, 1, __ATOMIC_RELEASE);
    wait_until(smp_load_acquire(&ends));
    return 0;
}

static void run_on(unsigned int cpu, int (*function)(void *))
{
    wait_until_idle(cpu);
    begun = ends = 0;
    CHECK(muster_run_on(cpu, function, NULL) == 0);
    wait_until(smp_load_acquire(&begun));
}

/* CPU 2 does not get to its callback: no CPU keeps the state, and no callback comes late. */
static void check_with_deaf_cpu(void)
{
    run_on(2, never_look);
    CHECK(cpuhp_setup_state(CPUHP_AP_ONLINE_DYN, "test:state", up, down) == -ETIMEDOUT);
    expect_all(0, 1, false, 0, true);
    expect_all(1, 0, false, 0, false);
    smp_store_release(&ends, 1);
    wait_until_idle(2);
    forget();
    enum cpuhp_state state = set_up(CPUHP_AP_ONLINE_DYN);
    expect_all(0, CPUS - 1, false, 0, true);
    run_on(2, never_look);
    CHECK(cpuhp_remove_state(state) == -ETIMEDOUT);
    expect_all(3, 3, false, 0, false);
    expect_all(3, 3, false, 0, true);
    smp_store_release(&ends, 1);
    wait_until_idle(2);
    CHECK(cpuhp_remove_state(state) == 0);
    expect_all(CPUS - 1, 0, false, 0, false);
    forget();
}

/* ---- all ------------------------------------------------------------------------------------ */

static void check_with_idle_cpus(void)
{
    check_states();
    check_refusals();
    check_nocalls();
    check_off_at_registration();
    check_instances(CPUHP_BP_PREPARE_DYN);
    check_instances(CPUHP_AP_ONLINE_DYN);
}

/* Leaves out the cases that take CPUs down, which would end the CPUs' functions. */
static void check_with_busy_cpus(void)
{
    for (unsigned int cpu = 1; cpu < CPUS; cpu++)
        run_on(cpu, look_in_now_and_then);
    check_states();
    smp_store_release(&ends, 1);
}

static const struct test_case cases[] = {
    {"idle", check_with_idle_cpus},
    {"busy", check_with_busy_cpus},
    {"deaf", check_with_deaf_cpu},
};

int app_main_percpu(unsigned int cpu)
{
    if (cpu != 0)
        return 0;
    CHECK(num_online_cpus() == CPUS);
    check_entries();
    for (cpu = 1; cpu < CPUS; cpu++)
        wait_until_idle(cpu);
    RUN_CASE(1, cases);
    CHECK(num_active_cpus() == CPUS);
    return 0;
}
