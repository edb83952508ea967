/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stddef.h>

#include <muster/app.h>
#include <muster/clock.h>
#include <muster/cpuhp.h>
#include <muster/psci.h>

#include "args.h"
#include "cases.h"
#include "check.h"
#include "ledger.h"
#include "play.h"

/*
 * usage: firmware-unconfirmed WHAT [NEXT]
 *
 * AFFINITY_INFO does not say that a CPU is off. WHAT: it says "on", "pending", or an "error", for
 * some time, after which the CPU goes NEXT, "up" or "down"; or it is "absent", as in PSCI 0.1.
 */

#define VICTIM 2
#define CYCLES 200

static int level;

static int mislead(unsigned int cpu)
{
    return cpu == VICTIM ? level : play_real_affinity_info(cpu);
}

/* The runtime does not believe that the CPU is off, so it does not start the CPU again. */
static void check_lost(int (*move)(unsigned int cpu))
{
    const unsigned int bound_s = 3;
    uint32_t ons = play_ons(VICTIM);
    uint64_t start_ticks = muster_counter();
    struct cpuhp_report report;

    CHECK(move(VICTIM) == -ETIMEDOUT);
    CHECK(muster_counter() - start_ticks < (uint64_t)bound_s * muster_counter_hz());
    check_away(VICTIM);
    CHECK(cpuhp_report(VICTIM, &report) == 0 && report.is_stuck);
    CHECK(play_ons(VICTIM) == ons);
    CHECK(ledger_ups(VICTIM, LEDGER_PREPARE) == 1); /* its PREPARE states stay */
}

static void check_not_off(int what)
{
    level = what;
    play.affinity_info = mislead;
    check_lost(cpu_down);
    check_lost(cpu_up);
    check_lost(cpu_down);
    check_cycle(1);
    play.affinity_info = NULL;
    if (arg_is(2, "up")) {
        CHECK(cpu_up(VICTIM) == 0);
        check_up(VICTIM);
    } else {
        CHECK(cpu_down(VICTIM) == 0);
        check_down(VICTIM);
        CHECK(cpu_down(VICTIM) == -EALREADY);
        CHECK(cpu_up(VICTIM) == 0);
    }
    check_cycle(VICTIM);
    check_cycle(1);
}

/* Nothing would tell when a core is off, so it stays on. */
static void check_absent(void)
{
    uint32_t ons = play_ons(VICTIM);

    psci_ops.affinity_info = NULL;
    for (unsigned int cycle = 0; cycle < CYCLES; cycle++)
        check_cycle(VICTIM);
    check_cycle(1);
    CHECK(play_ons(VICTIM) == ons && play_offs(VICTIM) == 0);
}

static void check_on(void)
{
    check_not_off(PSCI_AFFINITY_LEVEL_ON);
}

static void check_on_pending(void)
{
    check_not_off(PSCI_AFFINITY_LEVEL_ON_PENDING);
}

static void check_error(void)
{
    check_not_off(-EINVAL);
}

static const struct test_case cases[] = {
    {"on", check_on},
    {"pending", check_on_pending},
    {"error", check_error},
    {"absent", check_absent},
};

int app_main_percpu(unsigned int cpu)
{
    if (cpu != 0)
        return 0;
    RUN_CASE(1, cases);
    return 0;
}
