/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stddef.h>
#include <stdio.h>

#include <muster/app.h>
#include <muster/clock.h>
#include <muster/fork.h>
#include <muster/smp.h>

#include "check.h"
#include "wait.h"
#include "work.h"

/*
 * Checks what fork and join refuse, and a function that does not return within fork.timeout_ms.
 * With four CPUs.
 */

static uint32_t lets_go;
static uint32_t has_begun;

static void wait_to_be_let_go(void *unused)
{
    (void)unused;
    smp_store_release(&has_begun, 1);
    wait_for(&lets_go, 1);
}

static void set_by_fork(void *argument)
{
    *(int *)argument = 1;
}

static int returns_0(void *unused)
{
    (void)unused;
    return 0;
}

/* Called before app_main_percpu(). */
__attribute__((constructor)) static void too_early(void)
{
    int unused = 0;

    CHECK(muster_fork(1, set_by_fork, &unused) == -ENODEV); /* not up yet */
    CHECK(muster_fork(0, set_by_fork, &unused) == -EBUSY);
    CHECK(muster_join(1) == -EBUSY);
    CHECK(unused == 0);
}

static void check_arguments(void)
{
    CHECK(muster_fork(1, NULL, NULL) == -EINVAL);
    CHECK(muster_fork(nr_cpu_ids, set_by_fork, NULL) == -EINVAL);
    CHECK(muster_fork(UINT32_MAX, set_by_fork, NULL) == -EINVAL);
    CHECK(muster_fork(0, set_by_fork, NULL) == -EBUSY); /* it runs this */
    CHECK(muster_join(nr_cpu_ids) == -EINVAL);
    CHECK(muster_join(0) == -EDEADLK);
}

static void check_busy(void)
{
    CHECK(muster_fork(1, wait_to_be_let_go, NULL) == 0);
    wait_for(&has_begun, 1);
    CHECK(!muster_cpu_is_idle(1));
    CHECK(muster_fork(1, set_by_fork, NULL) == -EBUSY);
    CHECK(muster_run_on(1, returns_0, NULL) == -EBUSY);
    CHECK(muster_join_timeout(1, 0) == -ETIMEDOUT);
    CHECK(muster_join_timeout(1, 1000000) == -ETIMEDOUT);
    CHECK(muster_join(1) == -ETIMEDOUT); /* says who */
    smp_store_release(&lets_go, 1);
    CHECK(muster_join(1) == 0);
    CHECK(muster_join(1) == 0); /* as often as one likes */
}

static void check_down(void)
{
    int unused = 0;

    CHECK(cpu_down(3) == 0);
    CHECK(muster_fork(3, set_by_fork, &unused) == -ENODEV);
    CHECK(muster_join(3) == -ENODEV);
    CHECK(unused == 0);
    CHECK(cpu_up(3) == 0);
    CHECK(muster_fork(3, set_by_fork, &unused) == 0 && muster_join(3) == 0);
    CHECK(unused == 1);
}

/* ---- what a forked function leaves behind --------------------------------------------------- */

static void print_part(void *text)
{
    fputs(text, stdout);
}

static void return_later(void *unused)
{
    (void)unused;
    mdelay(50);
    puts("the last one");
}

int app_main_percpu(unsigned int cpu)
{
    if (cpu != 0)
        return 0;
    join_others();
    check_arguments();
    check_busy();
    check_down();
    CHECK(muster_fork(2, print_part, "a part of a line") == 0 && muster_join(2) == 0);
    CHECK(muster_fork(2, print_part, ", and its end\n") == 0 && muster_join(2) == 0);
    CHECK(muster_run_on(2, returns_0, NULL) == 0 && muster_join(2) == 0);
    /* The program ends when this function has returned, and not before. */
    CHECK(muster_fork(1, return_later, NULL) == 0);
    return 0;
}
