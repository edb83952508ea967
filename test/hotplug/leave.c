/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stddef.h>

#include <muster/app.h>
#include <muster/cpuhp.h>
#include <muster/order.h>

#include "check.h"
#include "wait.h"

/*
 * usage: hotplug-leave, with a cpuhp.timeout_ms that can be waited for
 *
 * CPU 0 takes CPU 1 down while that runs functions of all kinds: ones that leave when they are
 * told, each in its way, and ones that do not.
 */

#define VICTIM 1

static uint32_t has_begun; /* set by the victim's function */
static uint32_t may_end;   /* set by CPU 0 */
static uint32_t told;      /* how often on_leave() has been called; CPU 0's */

static void on_leave(unsigned int cpu)
{
    CHECK(smp_processor_id() == 0 && cpu == VICTIM);
    __atomic_add_fetch(&told, 1, __ATOMIC_RELEASE);
}

/* ---- functions of the victim ---------------------------------------------------------------- */

static int stay(void *unused)
{
    (void)unused;
    smp_store_release(&has_begun, 1);
    wait_until(smp_load_acquire(&may_end));
    return 0;
}

static int leave_at_checkpoint(void *unused)
{
    (void)unused;
    CHECK(!muster_checkpoint());
    smp_store_release(&has_begun, 1);
    wait_until(muster_checkpoint());
    return 0;
}

/* Leaves when the application's own on_leave() says so. */
static int leave_when_told(void *unused)
{
    (void)unused;
    smp_store_release(&has_begun, 1);
    wait_until(smp_load_acquire(&told));
    return 0;
}

/* Sees the request to leave, and stays until the request is withdrawn. */
static int outstay(void *unused)
{
    (void)unused;
    smp_store_release(&has_begun, 1);
    wait_until(muster_checkpoint());
    wait_until(!muster_checkpoint());
    return 0;
}

/* ---- the driver ----------------------------------------------------------------------------- */

static void begin(int (*function)(void *))
{
    wait_until_idle(VICTIM);
    has_begun = may_end = told = 0;
    CHECK(muster_run_on(VICTIM, function, NULL) == 0);
    wait_until(smp_load_acquire(&has_begun));
}

static void check_is_up(int result)
{
    struct cpuhp_report report;

    CHECK(cpuhp_report(VICTIM, &report) == 0);
    CHECK(report.state == CPUHP_ONLINE && report.target == CPUHP_ONLINE);
    CHECK(report.result == result && report.failed == CPUHP_INVALID && !report.is_stuck);
    CHECK(cpu_online(VICTIM) && cpu_active(VICTIM));
}

static void goes_down(int (*function)(void *))
{
    begin(function);
    CHECK(cpu_down(VICTIM) == 0);
    CHECK(cpuhp_cpu_state(VICTIM) == CPUHP_OFFLINE && !cpu_online(VICTIM));
    CHECK(cpu_up(VICTIM) == 0);
    check_is_up(0);
}

static void does_not_go_down(int (*function)(void *))
{
    begin(function);
    CHECK(cpu_down(VICTIM) == -ETIMEDOUT);
    check_is_up(-ETIMEDOUT);
    CHECK(function == outstay || muster_run_on(VICTIM, function, NULL) == -EBUSY);
    smp_store_release(&may_end, 1);
}

int app_main_percpu(unsigned int cpu)
{
    if (cpu != 0)
        return 0;
    muster_on_leave(on_leave);
    goes_down(leave_at_checkpoint);
    CHECK(told == 1);
    goes_down(leave_when_told);
    does_not_go_down(stay);
    CHECK(told == 1);
    does_not_go_down(outstay);
    goes_down(leave_at_checkpoint); /* it is none the worse for that */
    muster_on_leave(NULL);
    goes_down(leave_at_checkpoint);
    CHECK(told == 0);
    return 0;
}
