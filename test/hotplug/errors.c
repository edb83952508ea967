/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stddef.h>

#include <muster/app.h>
#include <muster/cpuhp.h>
#include <muster/cpuhp_fault.h>
#include <muster/order.h>

#include "args.h"
#include "check.h"
#include "wait.h"

/*
 * usage: hotplug-errors [absent]
 *
 * Tries once each call that is refused: before the application runs, in it, and in a callback of a
 * state. absent: nothing can start the other CPUs.
 */

#define LAST (nr_cpu_ids - 1)

static int nothing(void *unused)
{
    (void)unused;
    return 0;
}

static void check_invalid(int (*change)(unsigned int cpu))
{
    CHECK(change(nr_cpu_ids) == -EINVAL);
    CHECK(change(NR_CPUS) == -EINVAL);
    CHECK(change(UINT32_MAX) == -EINVAL);
}

static void check_invalid_all(void)
{
    struct cpuhp_report report;

    check_invalid(cpu_up);
    check_invalid(cpu_down);
    CHECK(muster_run_on(nr_cpu_ids, nothing, NULL) == -EINVAL);
    CHECK(muster_run_on(LAST, NULL, NULL) == -EINVAL);
    CHECK(!muster_cpu_is_idle(nr_cpu_ids));
    CHECK(cpuhp_report(nr_cpu_ids, &report) == -EINVAL);
    CHECK(cpuhp_set_fail(nr_cpu_ids, CPUHP_AP_ACTIVE) == -EINVAL);
    CHECK(cpuhp_set_fail(0, CPUHP_OFFLINE) == -EINVAL);
    CHECK(cpuhp_set_fail(0, CPUHP_ONLINE) == -EINVAL);
    CHECK(cpuhp_set_fail(0, (enum cpuhp_state)CPUHP_STATE_COUNT) == -EINVAL);
    CHECK(cpuhp_set_fail(0, (enum cpuhp_state)(CPUHP_INVALID - 1)) == -EINVAL);
    CHECK(cpuhp_set_fault(nr_cpu_ids, CPUHP_FAULT_NEVER, 0) == -EINVAL);
    CHECK(cpuhp_set_fault(0, (enum cpuhp_fault)(CPUHP_FAULT_NO_LSE + 1), 0) == -EINVAL);
    CHECK(cpuhp_set_fault(0, CPUHP_FAULT_NEVER, 1) == -EINVAL);
    CHECK(cpuhp_set_fault(0, CPUHP_FAULT_CPU_OFF, -1) == -EINVAL);
    CHECK(cpuhp_set_fault(0, CPUHP_FAULT_CPU_ON, 0) == -EINVAL);
    CHECK(cpuhp_set_fault(0, CPUHP_FAULT_CPU_ON, 1) == -EINVAL);
    CHECK(cpuhp_set_fault(0, CPUHP_FAULT_LATE, 0) == -EINVAL);
    CHECK(cpuhp_set_fault(0, CPUHP_FAULT_LATE, 600001) == -EINVAL);
}

/* ---- in a callback -------------------------------------------------------------------------- */

static bool is_checked; /* from now on: before, it is the boot that has CPUs come up */
static unsigned int checks;

/* Runs while LAST is on its way up or down, CPU 1 is off, and 0 and 2 are up. */
static int check_in_callback(unsigned int cpu)
{
    if (!is_checked)
        return 0;
    CHECK(cpu == LAST);
    CHECK(cpu_up(1) == -EBUSY);
    CHECK(cpu_down(2) == -EBUSY);
    CHECK(cpu_up(cpu) == -EBUSY);
    CHECK(cpuhp_setup_state(CPUHP_AP_ONLINE_IDLE, "test:x", check_in_callback, NULL) == -EAGAIN);
    CHECK(cpuhp_setup_state_nocalls(CPUHP_AP_ONLINE_IDLE, "test:x", check_in_callback, NULL) ==
          -EAGAIN);
    CHECK(cpuhp_remove_state(CPUHP_AP_ONLINE_DYN) == -EAGAIN);
    __atomic_fetch_add(&checks, 1, __ATOMIC_RELAXED);
    return 0;
}

static void check_all_in_callbacks(void)
{
    is_checked = true;
    CHECK(cpu_down(LAST) == 0);
    CHECK(cpu_up(LAST) == 0);
    is_checked = false;
    CHECK(checks == 6); /* three states, both ways */
}

/* ---- before the application ----------------------------------------------------------------- */

static void check_before(void)
{
    CHECK(cpu_down(0) == -EBUSY); /* the last one online */
    CHECK(cpu_down(1) == -EALREADY);
    CHECK(cpu_up(0) == -EALREADY);
    CHECK(muster_run_on(0, nothing, NULL) == -EBUSY);
    CHECK(cpu_up(1) == 0);
    CHECK(cpu_online(1) && cpu_active(1) && cpuhp_cpu_state(1) == CPUHP_ONLINE);
    CHECK(cpu_up(1) == -EALREADY);
    CHECK(muster_run_on(1, nothing, NULL) == -EBUSY); /* app_main_percpu() is to begin there */
    CHECK(!muster_cpu_is_idle(1));
    CHECK(cpu_down(0) == -EDEADLK);
    CHECK(cpu_down(1) == 0);
    CHECK(!cpu_online(1) && cpuhp_cpu_state(1) == CPUHP_OFFLINE);
    CHECK(cpu_up(2) == 0); /* it takes part in what follows */
}

__attribute__((constructor)) static void set_up(void)
{
    CHECK(cpuhp_setup_state_nocalls(CPUHP_BP_PREPARE_DYN, "test:prepare", check_in_callback,
                                    check_in_callback) > 0);
    CHECK(cpuhp_setup_state_nocalls(CPUHP_AP_STARTING, "test:starting", check_in_callback,
                                    check_in_callback) == 0);
    CHECK(cpuhp_setup_state_nocalls(CPUHP_AP_ONLINE_DYN, "test:online", check_in_callback,
                                    check_in_callback) > 0);
    if (muster_app_args()->argc == 1)
        check_before();
}

/* ---- in the application --------------------------------------------------------------------- */

static uint32_t may_end;

static int wait_for_end(void *unused)
{
    (void)unused;
    wait_until(smp_load_acquire(&may_end));
    return 0;
}

static void check_in_application(void)
{
    unsigned int cpu;

    CHECK(num_online_cpus() == nr_cpu_ids);
    CHECK(cpu_up(0) == -EALREADY && cpu_up(LAST) == -EALREADY);
    CHECK(cpu_down(0) == -EDEADLK);
    CHECK(muster_run_on(0, nothing, NULL) == -EBUSY && !muster_cpu_is_idle(0));
    wait_until_idle(LAST);
    CHECK(muster_run_on(LAST, wait_for_end, NULL) == 0);
    CHECK(muster_run_on(LAST, nothing, NULL) == -EBUSY && !muster_cpu_is_idle(LAST));
    smp_store_release(&may_end, 1);
    CHECK(cpu_down(1) == 0);
    CHECK(cpu_down(1) == -EALREADY);
    CHECK(muster_run_on(1, nothing, NULL) == -ENODEV && !muster_cpu_is_idle(1));
    check_all_in_callbacks();
    for (cpu = 2; cpu < nr_cpu_ids; cpu++)
        CHECK(cpu_down(cpu) == 0);
    CHECK(cpu_down(0) == -EBUSY);
}

static void check_absent(void)
{
    CHECK(num_online_cpus() == 1 && num_possible_cpus() == nr_cpu_ids && nr_cpu_ids > 1);
    CHECK(!cpu_present(1));
    CHECK(cpu_up(1) == -ENODEV);
    CHECK(cpu_down(1) == -EALREADY);
    CHECK(cpu_down(0) == -EBUSY);
    CHECK(muster_run_on(1, nothing, NULL) == -ENODEV);
}

int app_main_percpu(unsigned int cpu)
{
    if (cpu != 0)
        return 0;
    check_invalid_all();
    if (muster_app_args()->argc > 1 && arg_is(1, "absent"))
        check_absent();
    else
        check_in_application();
    return 0;
}
