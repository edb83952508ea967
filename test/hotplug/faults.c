/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stddef.h>

#include <muster/app.h>
#include <muster/clock.h>
#include <muster/cpuhp.h>
#include <muster/cpuhp_fault.h>
#include <muster/order.h>
#include <muster/psci.h>

#include "args.h"
#include "check.h"

/*
 * usage: hotplug-faults boot CPUS [FANOUT]
 *        hotplug-faults run TIMEOUT_MS
 *
 * boot: what the command line makes fail leaves CPUS CPUs online, the others as if they had never
 * been started, and all of them come up and go down now. FANOUT: each CPU was started by the one
 * that cpuhp.fanout= says. run: what can go wrong between CPU 0, the firmware and CPU 2, at run
 * time, with cpuhp.timeout_ms=TIMEOUT_MS.
 */

#define VICTIM 2

/* Startups minus teardowns, for each CPU by one CPU at a time, and what all CPUs have had. */
enum section { PREPARE, STARTING, ONLINE, SECTIONS };
static enum cpuhp_state states[SECTIONS];
static int balance[SECTIONS][NR_CPUS];
static uint32_t callbacks;

static bool is_booting = true;

static int pass(enum section section, unsigned int cpu, int change)
{
    unsigned long fanout = muster_app_args()->argc > 3 ? arg_number(3) : 0;

    if (section != PREPARE)
        CHECK(smp_processor_id() == cpu);
    else if (fanout && is_booting)
        CHECK(smp_processor_id() == (cpu - 1) / fanout);
    balance[section][cpu] += change;
    CHECK(balance[section][cpu] == 0 || balance[section][cpu] == 1);
    __atomic_fetch_add(&callbacks, 1, __ATOMIC_RELAXED);
    return 0;
}

#define CALLBACKS(section)                                                                         \
    static int start_##section(unsigned int cpu)                                                   \
    {                                                                                              \
        return pass(section, cpu, 1);                                                              \
    }                                                                                              \
    static int tear_##section(unsigned int cpu)                                                    \
    {                                                                                              \
        return pass(section, cpu, -1);                                                             \
    }
CALLBACKS(PREPARE)
CALLBACKS(STARTING)
CALLBACKS(ONLINE)

__attribute__((constructor)) static void set_up(void)
{
    states[PREPARE] = CPUHP_BP_PREPARE_DYN;
    states[STARTING] = CPUHP_AP_STARTING;
    states[ONLINE] = CPUHP_AP_ONLINE_DYN;
    CHECK(cpuhp_setup_state_nocalls(states[PREPARE], "test:prepare", start_PREPARE, tear_PREPARE) ==
          (int)states[PREPARE]);
    CHECK(cpuhp_setup_state_nocalls(states[STARTING], "test:starting", start_STARTING,
                                    tear_STARTING) == 0);
    CHECK(cpuhp_setup_state_nocalls(states[ONLINE], "test:online", start_ONLINE, tear_ONLINE) ==
          (int)states[ONLINE]);
    for (int section = 0; section < SECTIONS; section++)
        balance[section][0] = 1;
}

static void check_cpu(unsigned int cpu, bool up)
{
    struct cpuhp_report report;

    CHECK(cpuhp_cpu_state(cpu) == (up ? CPUHP_ONLINE : CPUHP_OFFLINE));
    CHECK(cpu_online(cpu) == up && cpu_active(cpu) == up && cpu_present(cpu));
    CHECK(cpuhp_report(cpu, &report) == 0);
    CHECK(report.target == report.state && !report.is_stuck);
    for (int section = 0; section < SECTIONS; section++)
        CHECK(balance[section][cpu] == up);
}

static void move(unsigned int cpu, bool up)
{
    CHECK((up ? cpu_up(cpu) : cpu_down(cpu)) == 0);
    check_cpu(cpu, up);
}

/* Brings a CPU up that was given up. The CPU may still be on its way, and is then given up once
 * more. */
static void bring_up_in_the_end(unsigned int cpu)
{
    int error;

    while ((error = cpu_up(cpu)) == -ETIMEDOUT)
        check_cpu(cpu, false);
    CHECK(error == 0);
    check_cpu(cpu, true);
}

/* ---- boot ----------------------------------------------------------------------------------- */

static void check_boot(void)
{
    unsigned int cpu;

    CHECK(num_online_cpus() == arg_number(2) && num_active_cpus() == arg_number(2));
    for_each_possible_cpu (cpu)
        check_cpu(cpu, cpu_online(cpu));
    for_each_possible_cpu (cpu) {
        if (!cpu_online(cpu))
            bring_up_in_the_end(cpu);
        if (cpu != 0) {
            move(cpu, false);
            move(cpu, true);
        }
    }
}

/* ---- run ------------------------------------------------------------------------------------ */

static void check_result(int result, enum cpuhp_state failed)
{
    struct cpuhp_report report;

    CHECK(cpuhp_report(VICTIM, &report) == 0);
    CHECK(report.result == result && report.failed == failed);
}

static void check_never(void)
{
    move(VICTIM, false);
    CHECK(cpuhp_set_fault(VICTIM, CPUHP_FAULT_NEVER, 0) == 0);
    CHECK(cpu_up(VICTIM) == -ETIMEDOUT);
    check_cpu(VICTIM, false);
    check_result(-ETIMEDOUT, CPUHP_BRINGUP_CPU);
    move(VICTIM, true);
}

/* Checks for @p ms that nothing happens to a CPU that was given up and now arrives. */
static void watch(unsigned long ms)
{
    uint64_t start = muster_counter(), ticks = (uint64_t)muster_counter_hz() * ms / 1000;
    uint32_t callbacks_before = __atomic_load_n(&callbacks, __ATOMIC_RELAXED);

    while (muster_counter() - start < ticks) {
        CHECK(__atomic_load_n(&callbacks, __ATOMIC_RELAXED) == callbacks_before);
        check_cpu(VICTIM, false);
        cpu_relax();
    }
}

static void check_late(unsigned long timeout_ms)
{
    move(VICTIM, false);
    CHECK(cpuhp_set_fault(VICTIM, CPUHP_FAULT_LATE, (int)timeout_ms / 10) == 0);
    move(VICTIM, true);
    for (int waits = 0; waits < 2; waits++) {
        move(VICTIM, false);
        CHECK(cpuhp_set_fault(VICTIM, CPUHP_FAULT_LATE, (int)(timeout_ms + timeout_ms / 4)) == 0);
        CHECK(cpu_up(VICTIM) == -ETIMEDOUT);
        check_cpu(VICTIM, false);
        if (waits)
            watch(timeout_ms / 2);
        bring_up_in_the_end(VICTIM);
    }
}

static void check_cpu_on(void)
{
    move(VICTIM, false);
    for (int code = 1; code <= 10; code++) { /* 10: one that PSCI does not have */
        int error = psci_to_errno(-code);
        CHECK(cpuhp_set_fault(VICTIM, CPUHP_FAULT_CPU_ON, error) == 0);
        CHECK(cpu_up(VICTIM) == (error == -EALREADY ? -EBUSY : error)); /* on, but not here */
        check_cpu(VICTIM, false);
        check_result(error, CPUHP_BRINGUP_CPU);
    }
    move(VICTIM, true);
}

/* Checks that a parked CPU is no different from one that is off. */
static void check_cpu_off(void)
{
    for (int round = 0; round < 3; round++) {
        CHECK(cpuhp_set_fault(VICTIM, CPUHP_FAULT_CPU_OFF, 0) == 0);
        move(VICTIM, false);
        CHECK(cpu_down(VICTIM) == -EALREADY);
        if (round == 1) { /* a parked one fails like any other */
            CHECK(cpuhp_set_fail(VICTIM, states[ONLINE]) == 0);
            CHECK(cpu_up(VICTIM) == -EAGAIN);
            check_cpu(VICTIM, false);
        }
        move(VICTIM, true);
        move(VICTIM, false);
        move(VICTIM, true);
    }
}

static void check_taken_back(void)
{
    CHECK(cpuhp_set_fault(VICTIM, CPUHP_FAULT_NEVER, 0) == 0);
    CHECK(cpuhp_set_fault(VICTIM, CPUHP_FAULT_NONE, 0) == 0);
    CHECK(cpuhp_set_fail(VICTIM, states[ONLINE]) == 0);
    CHECK(cpuhp_set_fail(VICTIM, CPUHP_INVALID) == 0);
    move(VICTIM, false);
    move(VICTIM, true);
}

int app_main_percpu(unsigned int cpu)
{
    if (cpu != 0)
        return 0;
    is_booting = false;
    if (arg_is(1, "boot")) {
        check_boot();
        return 0;
    }
    check_taken_back();
    check_cpu_off();
    check_never();
    check_late(arg_number(2));
    check_cpu_on(); /* last: the runtime parks all that go down from then on */
    return 0;
}
