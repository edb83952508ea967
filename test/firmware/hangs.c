/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stddef.h>
#include <stdlib.h>

#include <muster/app.h>
#include <muster/cpuhp.h>
#include <muster/order.h>

#include "args.h"
#include "check.h"
#include "ledger.h"
#include "play.h"
#include "wait.h"

/*
 * usage: firmware-hangs WAY SECTION RESULT NEXT
 *
 * A CPU hangs in a callback, on its WAY "up" or "down", in SECTION "starting" or "online". It is
 * given up, in no mask (or, when it hangs in an ONLINE teardown, half-way), and no CPU can move
 * it until it wakes, and its callback returns RESULT, a positive errno or 0: then it parks, or
 * goes off, or back up, and is as good as before. NEXT is what comes after that: cpu_"up" or
 * cpu_"down"; that with a PREPARE teardown that fails ("fails"); or it does not wake, and the
 * program "ends". To be run with a short cpuhp.timeout_ms.
 */

#define VICTIM 3

static bool hangs, fails;
static uint32_t woken;

static int hang(unsigned int cpu, enum ledger_section section, bool startup)
{
    enum ledger_section where = arg_is(2, "starting") ? LEDGER_STARTING : LEDGER_ONLINE;

    if (fails && section == LEDGER_PREPARE && !startup) {
        fails = false;
        return -EPROTO;
    }
    if (cpu != VICTIM || section != where || startup != arg_is(1, "up") || !hangs)
        return 0;
    wait_until(__atomic_load_n(&woken, __ATOMIC_ACQUIRE));
    hangs = false;
    return -(int)arg_number(3);
}

/* Wakes the CPU, and checks that it does not come back into a mask, not even for a moment. */
static void wake(void)
{
    const unsigned int looks = 20000;

    __atomic_store_n(&woken, 1, __ATOMIC_RELEASE);
    for (unsigned int i = 0; i < looks && arg_is(1, "up"); i++) {
        CHECK(!cpu_online(VICTIM) && !cpu_active(VICTIM));
        if (i % 100 == 0) /* where all CPUs share a host thread it is a switch */
            cpu_relax();
    }
}

/* Until the CPU has woken, it is busy or does not answer. */
static int insist(int (*move)(unsigned int cpu))
{
    unsigned int ms = 0;
    int error;

    while ((error = move(VICTIM)) == -EBUSY || error == -ETIMEDOUT) {
        CHECK(ms++ < LEDGER_BOUND_MS);
        wait_ms(1);
    }
    return error;
}

static void check_stuck(void)
{
    struct cpuhp_report report;

    CHECK(cpuhp_report(VICTIM, &report) == 0);
    CHECK(report.is_stuck && report.result == -ETIMEDOUT);
    CHECK(report.state != CPUHP_ONLINE && report.state != CPUHP_OFFLINE);
}

/* The CPU stands half-way, off or parked. */
static void go_on(void)
{
    uint32_t ons = play_ons(VICTIM);

    check_away(VICTIM);
    if (!arg_is(4, "up")) {
        fails = arg_is(4, "fails");
        CHECK(insist(cpu_down) == (arg_is(4, "fails") ? -EPROTO : 0));
        check_away(VICTIM);
        CHECK(cpu_down(VICTIM) == (arg_is(4, "fails") ? 0 : -EALREADY));
        check_down(VICTIM);
    }
    CHECK(play_ons(VICTIM) == ons);
    CHECK(insist(cpu_up) == 0);
}

static void check_busy_until_woken(void)
{
    check_stuck();
    CHECK(cpu_up(VICTIM) == -EBUSY);
    CHECK(cpu_down(VICTIM) == -EBUSY);
    check_cycle(2);
    if (arg_is(4, "ends"))
        exit(0);

    wake();
}

static void check_hangs_up(void)
{
    CHECK(cpu_down(VICTIM) == 0);
    uint32_t ons = play_ons(VICTIM);
    hangs = true;
    CHECK(cpu_up(VICTIM) == -ETIMEDOUT);
    check_away(VICTIM);
    check_busy_until_woken();
    go_on();
    CHECK(play_ons(VICTIM) == ons + 1); /* it was parked */
}

static void check_hangs_going_down(void)
{
    hangs = true;
    CHECK(cpu_down(VICTIM) == -ETIMEDOUT);
    CHECK(!cpu_active(VICTIM));
    check_busy_until_woken();
    if (arg_is(2, "starting"))
        go_on();
    else
        CHECK(insist(cpu_up) == -EALREADY); /* it is back up by itself */
}

int app_main_percpu(unsigned int cpu)
{
    if (cpu != 0)
        return 0;
    ledger_hook = hang;
    if (arg_is(1, "up"))
        check_hangs_up();
    else
        check_hangs_going_down();
    check_up(VICTIM);
    for (unsigned int cycle = 0; cycle < 3; cycle++)
        check_cycle(VICTIM);
    check_cycle(2);
    return 0;
}
