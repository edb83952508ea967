/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stddef.h>

#include <muster/app.h>
#include <muster/barrier.h>
#include <muster/cpuhp.h>

#include "args.h"
#include "check.h"
#include "ledger.h"
#include "play.h"

/*
 * usage: firmware-hangs WAY SECTION RESULT
 *
 * A CPU hangs in a callback, on its WAY "up" or "down", in SECTION "starting" or "online". It is given
 * up, in no mask (or, when it hangs in an ONLINE teardown, half-way), and nobody can move it until it
 * wakes, and its callback returns RESULT, a positive errno or 0: then it parks, or goes off, or back up,
 * and is as good as before. To be run with a short cpuhp.timeout_ms.
 */

#define VICTIM 3

static bool hangs;
static uint32_t woken;

static int hang(unsigned int cpu, enum ledger_section section, bool startup)
{
    enum ledger_section where = arg_is(2, "starting") ? LEDGER_STARTING : LEDGER_ONLINE;

    if (cpu != VICTIM || section != where || startup != arg_is(1, "up") || !hangs)
        return 0;
    while (!__atomic_load_n(&woken, __ATOMIC_ACQUIRE))
        cpu_relax();
    hangs = false;
    return -(int)arg_number(3);
}

static void wake(void)
{
    __atomic_store_n(&woken, 1, __ATOMIC_RELEASE);
    wait_ms(50);
}

static void check_stuck(void)
{
    struct cpuhp_report report;

    CHECK(cpuhp_report(VICTIM, &report) == 0);
    CHECK(report.is_stuck && report.result == -ETIMEDOUT);
    CHECK(report.state != CPUHP_ONLINE && report.state != CPUHP_OFFLINE);
}

static void check_hangs_up(void)
{
    CHECK(cpu_down(VICTIM) == 0);
    uint32_t ons = play_ons(VICTIM);
    hangs = true;
    CHECK(cpu_up(VICTIM) == -ETIMEDOUT);
    check_away(VICTIM);
    check_stuck();
    CHECK(cpu_up(VICTIM) == -EBUSY);
    CHECK(cpu_down(VICTIM) == -EBUSY);
    check_cycle(2);

    wake();
    check_away(VICTIM);
    CHECK(cpu_up(VICTIM) == 0);
    CHECK(play_ons(VICTIM) == ons + 1); /* it was parked */
}

static void check_hangs_going_down(void)
{
    bool starting = arg_is(2, "starting");

    hangs = true;
    CHECK(cpu_down(VICTIM) == -ETIMEDOUT);
    CHECK(!cpu_active(VICTIM));
    check_stuck();
    /* In the STARTING section it has promised to leave, and takes no requests any more. */
    CHECK(cpu_up(VICTIM) == (starting ? -ETIMEDOUT : -EBUSY));
    CHECK(cpu_down(VICTIM) == (starting ? -ETIMEDOUT : -EBUSY));
    check_cycle(2);

    wake();
    if (starting) {
        check_away(VICTIM);
        CHECK(cpu_up(VICTIM) == 0);
    }
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
