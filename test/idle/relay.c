/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <muster/app.h>
#include <muster/idle.h>
#include <muster/order.h>
#include <muster/percpu.h>

#include "args.h"
#include "check.h"
#include "firmware.h"
#include "work.h"

/*
 * usage: idle-relay HOPS FIRMWARE STATE [COUNT]
 *
 * HOPS wake-ups of one idle CPU by another, round all CPUs. A lost wake-up would be the last one.
 * CPU 0 has then slept in STATE, or "none", at least once. FIRMWARE: "real"; "loses": power-down
 * states lose the context; "pending": moreover each wake-up comes between a CPU's last look and its
 * sleep; "denies", "knows-none": it answers so.
 */

static uint32_t hops;
static DEFINE_PER_CPU(uint32_t, wakes);

/* For "pending", by CPU: the CPU is on its way to sleep; its wake-up has been sent. All hops are
 * over. */
static uint32_t about_to_sleep[NR_CPUS], sent[NR_CPUS], over;
static bool is_pending;

/* Runs in the firmware, with interrupts masked. Goes on when the CPU's wake-up has been sent. */
static void wait_until_sent(unsigned int cpu)
{
    __atomic_store_n(&about_to_sleep[cpu], 1, __ATOMIC_RELEASE);
    wait_until(__atomic_load_n(&sent[cpu], __ATOMIC_ACQUIRE) ||
               __atomic_load_n(&over, __ATOMIC_ACQUIRE));
    __atomic_store_n(&sent[cpu], 0, __ATOMIC_RELAXED);
}

static const struct muster_idle_state *state_named(const char *name, unsigned int *index)
{
    const struct muster_idle_state *state;

    for (*index = 0; (state = muster_idle_state(*index)); (*index)++)
        if (strcmp(state->name, name) == 0)
            return state;
    return NULL;
}

static void check_reports(void)
{
    struct muster_idle_report report;
    unsigned int index;

    if (muster_app_args()->argc > 4) { /* so many states there are */
        CHECK(muster_idle_state((unsigned int)arg_number(4) - 1) != NULL);
        CHECK(muster_idle_state((unsigned int)arg_number(4)) == NULL);
    }
    CHECK(muster_idle_report(0, &report) == 0);
    CHECK(report.sleeps > 0);
    if (arg_is(3, "none")) {
        for (unsigned int i = 0; i < MUSTER_IDLE_STATES_MAX; i++)
            CHECK(report.state_sleeps[i] == 0);
        CHECK(report.refused == 0 || !arg_is(2, "real"));
    } else {
        CHECK(state_named(arg_text(3), &index) != NULL);
        CHECK(report.state_sleeps[index] > 0);
        CHECK(report.state_sleeps[index] <= report.sleeps);
    }
    if (arg_is(2, "denies") || arg_is(2, "knows-none"))
        CHECK(report.refused > 0);
    if (arg_is(2, "knows-none"))
        CHECK(report.refused == 1); /* it is not asked again */
}

static int hop(void *unused)
{
    unsigned int cpu = smp_processor_id(), next = (cpu + 1) % num_online_cpus();

    CHECK(errno == (int)cpu + 1);
    this_cpu_inc(wakes);
    if (++hops == arg_number(1)) { /* one CPU at a time is here */
        __atomic_store_n(&over, 1, __ATOMIC_RELEASE);
        check_reports();
        return 0;
    }
    if (is_pending)
        wait_until(__atomic_exchange_n(&about_to_sleep[next], 0, __ATOMIC_ACQ_REL));
    work_on(next, hop, unused);
    __atomic_store_n(&sent[next], is_pending, __ATOMIC_RELEASE);
    return 0;
}

static int nothing(void *unused)
{
    (void)unused;
    return 0;
}

static void begin(void)
{
    unsigned int cpu;

    wait_until_others_idle();
    if (is_pending) {
        /* They sleep already: once more, through wait_until_sent(). */
        firmware.before = wait_until_sent;
        for_each_online_cpu (cpu)
            CHECK(cpu == smp_processor_id() || muster_run_on(cpu, nothing, NULL) == 0);
        wait_until_others_idle();
    }
    hop(NULL);
}

__attribute__((constructor)) static void choose_firmware(void)
{
    is_pending = arg_is(2, "pending");
    if (arg_is(2, "denies"))
        firmware.error = -EPERM;
    else if (arg_is(2, "knows-none"))
        firmware.error = -EINVAL;
    else if (arg_is(2, "real"))
        firmware.is_real = true;
}

int app_main_percpu(unsigned int cpu)
{
    errno = (int)cpu + 1;
    if (cpu == num_online_cpus() - 1)
        begin();
    return 0;
}
