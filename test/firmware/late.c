/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stddef.h>

#include <muster/app.h>
#include <muster/cpuhp.h>
#include <muster/order.h>
#include <muster/psci.h>

#include "args.h"
#include "cases.h"
#include "check.h"
#include "ledger.h"
#include "play.h"
#include "wait.h"

/*
 * usage: firmware-late WHAT [ROUNDS]
 *
 * CPU_ON succeeds, but the core does not come in time: cpu_up() gives it up. WHAT:
 *   never   it does not come; the next cpu_up() has it started
 *   late    it comes when no CPU wants it any more: it touches nothing, and the next cpu_up() needs
 *           no CPU_ON
 *   meets   it comes at about the time of the next cpu_up(), for which the firmware says that it is
 *           pending, or off, by turns
 *   firmware         the machine's own firmware has it come 300 ms late, each time (maxcpus=3)
 *   silent-firmware  and with this one it does not come (maxcpus=3)
 * To be run with a short cpuhp.timeout_ms.
 */

#define VICTIM 3
#define HELPER 1

static struct {
    uint64_t entry_pa, context_id;
    bool is_pending;  /* AFFINITY_INFO says pending, or else off; control CPU, then HELPER */
    unsigned int lag; /* before it is delivered, in turns of a loop */
} kept;

static int keep(unsigned int cpu, uint64_t entry_pa, uint64_t context_id)
{
    CHECK(cpu == VICTIM);
    kept.entry_pa = entry_pa;
    kept.context_id = context_id;
    return 0;
}

/* Answers AFFINITY_INFO for a core that is being started. */
static int tell(unsigned int cpu)
{
    int level = play_real_affinity_info(cpu);

    return cpu == VICTIM && level == PSCI_AFFINITY_LEVEL_OFF && kept.is_pending
               ? PSCI_AFFINITY_LEVEL_ON_PENDING
               : level;
}

/* Makes the late call, on HELPER. */
static int deliver(void *unused)
{
    (void)unused;
    relax(kept.lag);
    int error = play_start_once(VICTIM, kept.entry_pa, kept.context_id);
    kept.is_pending = false;
    CHECK(error == 0 || error == -EALREADY);
    return 0;
}

static void start_delivery(void)
{
    wait_until_idle(HELPER);
    CHECK(muster_run_on(HELPER, deliver, NULL) == 0);
}

static void lose(void)
{
    uint32_t ons = play_ons(VICTIM), started = ledger_ups(VICTIM, LEDGER_STARTING);

    play = (struct play){.cpu_on = keep, .affinity_info = tell};
    CHECK(cpu_up(VICTIM) == -ETIMEDOUT);
    play.cpu_on = play_start_once;
    check_down(VICTIM);
    CHECK(play_ons(VICTIM) == ons + 1);
    CHECK(ledger_ups(VICTIM, LEDGER_STARTING) == started);
}

static void check_never(void)
{
    uint32_t ons = play_ons(VICTIM);

    CHECK(cpu_down(VICTIM) == 0);
    kept.is_pending = false;
    for (unsigned int i = 0; i < 3; i++)
        lose();
    CHECK(cpu_up(VICTIM) == 0);
    check_up(VICTIM);
    CHECK(play_ons(VICTIM) == ons + 4);
    check_cycle(VICTIM);
}

static void check_late(void)
{
    CHECK(cpu_down(VICTIM) == 0);
    for (unsigned int pending = 0; pending <= 1; pending++) {
        kept.is_pending = pending;
        lose();
        uint32_t ons = play_ons(VICTIM), started = ledger_ups(VICTIM, LEDGER_STARTING);
        start_delivery();
        wait_until_idle(HELPER);
        play_wait_until_parked(VICTIM);
        check_down(VICTIM);
        CHECK(play_real_affinity_info(VICTIM) == PSCI_AFFINITY_LEVEL_ON);
        CHECK(ledger_ups(VICTIM, LEDGER_STARTING) == started);
        check_cycle(2); /* others come and go meanwhile */
        CHECK(cpu_up(VICTIM) == 0);
        check_up(VICTIM);
        CHECK(play_ons(VICTIM) == ons);
        check_cycle(VICTIM);
        CHECK(play_ons(VICTIM) == ons + 1); /* and it is turned off as ever */
        CHECK(cpu_down(VICTIM) == 0);
    }
}

static void meet(unsigned int round)
{
    const unsigned int max_lag = 4000;

    kept.is_pending = round & 1;
    kept.lag = round * 613 % max_lag;
    lose();
    start_delivery();
    relax(round * 1201 % max_lag);
    int error = cpu_up(VICTIM);
    wait_until_idle(HELPER);
    while (error) { /* the time-out is short, and the emulator has other work */
        CHECK(error == -ETIMEDOUT);
        play_wait_until_parked(VICTIM);
        error = cpu_up(VICTIM);
    }
    check_up(VICTIM);
    while ((error = cpu_down(VICTIM)) != 0)
        CHECK(error == -ETIMEDOUT); /* the same again */
    check_down(VICTIM);
}

static void check_meetings(void)
{
    CHECK(cpu_down(VICTIM) == 0);
    for (unsigned int round = 0; round < arg_number(2); round++)
        meet(round);
}

static void check_late_firmware(void)
{
    const unsigned int tries = 100;
    unsigned int try;

    CHECK(cpu_up(VICTIM) == -ETIMEDOUT);
    check_down(VICTIM);
    play_wait_until_parked(VICTIM);
    check_down(VICTIM);
    CHECK(ledger_ups(VICTIM, LEDGER_STARTING) == 0);
    CHECK(cpu_up(VICTIM) == 0);
    CHECK(play_ons(VICTIM) == 1);
    check_up(VICTIM);

    CHECK(cpu_down(VICTIM) == 0); /* and with a caller that does not wait for the core to park */
    for (try = 0; try < tries && cpu_up(VICTIM) != 0; try++)
        check_down(VICTIM);
    CHECK(try > 0 && try < tries);
    CHECK(play_ons(VICTIM) == 2);
    check_up(VICTIM);
}

static void check_silent_firmware(void)
{
    for (unsigned int i = 0; i < 3; i++) {
        CHECK(cpu_up(VICTIM) == -ETIMEDOUT);
        check_down(VICTIM);
    }
    CHECK(play_ons(VICTIM) == 1); /* AFFINITY_INFO says that it is pending */
}

static const struct test_case cases[] = {
    {"never", check_never},
    {"late", check_late},
    {"meets", check_meetings},
    {"firmware", check_late_firmware},
    {"silent-firmware", check_silent_firmware},
};

int app_main_percpu(unsigned int cpu)
{
    if (cpu != 0)
        return 0;
    RUN_CASE(1, cases);
    check_up(1);
    check_up(2);
    return 0;
}
