/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stddef.h>

#include <muster/app.h>
#include <muster/psci.h>

#include "args.h"
#include "cases.h"
#include "check.h"
#include "ledger.h"
#include "play.h"
#include "wait.h"

/*
 * usage: firmware-unwanted WHEN
 *
 * The test, and not the runtime, starts a core that is off, with the entry and the context id that
 * it had before. It parks, and the next cpu_up() has it without a CPU_ON. WHEN: while it is "off";
 * while "another" CPU is on its way up; while it is in its own PREPARE states, on its way "up" or
 * "down", or back down since CPU_ON was "refused".
 */

#define VICTIM 3
#define OTHER 2
#define ROUNDS 5

static unsigned int trigger; /* its PREPARE startup starts VICTIM */
static bool on_way_up;

static void start_victim(void)
{
    const struct play_calls *calls = &play_calls[VICTIM];

    CHECK(play_start_once(VICTIM, calls->entry_pa, calls->context_id) == 0);
    wait_ms(20);
}

static int start_in_callback(unsigned int cpu, enum ledger_section section, bool startup)
{
    if (section == LEDGER_PREPARE && startup == on_way_up && cpu == trigger) {
        trigger = 0;
        start_victim();
    }
    return 0;
}

static void take_up_quietly(void)
{
    uint32_t ons = play_ons(VICTIM);

    play_wait_until_parked(VICTIM);
    CHECK(cpu_up(VICTIM) == 0);
    check_up(VICTIM);
    CHECK(play_ons(VICTIM) == ons);
    check_cycle(VICTIM);
    CHECK(play_ons(VICTIM) == ons + 1);
}

static void check_off(void)
{
    uint32_t started = ledger_ups(VICTIM, LEDGER_STARTING);

    CHECK(cpu_down(VICTIM) == 0);
    start_victim();
    check_down(VICTIM);
    CHECK(ledger_ups(VICTIM, LEDGER_STARTING) == started);
    CHECK(play_real_affinity_info(VICTIM) == PSCI_AFFINITY_LEVEL_ON);
    check_cycle(OTHER);
    take_up_quietly();
}

static void check_another(void)
{
    CHECK(cpu_down(VICTIM) == 0 && cpu_down(OTHER) == 0);
    trigger = OTHER;
    CHECK(cpu_up(OTHER) == 0);
    check_up(OTHER);
    check_down(VICTIM);
    take_up_quietly();
}

/* The firmware then refuses CPU_ON, because the core is on. This cpu_up() gets the core, or the
 * next one does. */
static void check_up_on_its_way(void)
{
    CHECK(cpu_down(VICTIM) == 0);
    trigger = VICTIM;
    int error = cpu_up(VICTIM);
    if (error) {
        CHECK(error == -EBUSY);
        check_down(VICTIM);
        play_wait_until_parked(VICTIM);
        CHECK(cpu_up(VICTIM) == 0);
    }
    check_up(VICTIM);
    check_cycle(VICTIM);
}

static void check_down_on_its_way(void)
{
    trigger = VICTIM;
    CHECK(cpu_down(VICTIM) == 0);
    check_down(VICTIM);
    take_up_quietly();
}

static int refuse(unsigned int cpu, uint64_t entry_pa, uint64_t context_id)
{
    (void)cpu, (void)entry_pa, (void)context_id;
    return -EIO;
}

/* The core comes while cpu_up() undoes what it had done before the firmware refused. */
static void check_refused(void)
{
    CHECK(cpu_down(VICTIM) == 0);
    trigger = VICTIM;
    play.cpu_on = refuse;
    CHECK(cpu_up(VICTIM) == -EIO);
    play.cpu_on = NULL;
    check_down(VICTIM);
    play_wait_until_parked(VICTIM);
    uint32_t ons = play_ons(VICTIM);
    CHECK(cpu_up(VICTIM) == 0);
    check_up(VICTIM);
    check_cycle(VICTIM);
    CHECK(play_ons(VICTIM) == ons);
}

static const struct test_case cases[] = {
    {"off", check_off},          {"another", check_another},
    {"up", check_up_on_its_way}, {"down", check_down_on_its_way},
    {"refused", check_refused},
};

int app_main_percpu(unsigned int cpu)
{
    if (cpu != 0)
        return 0;
    ledger_hook = start_in_callback;
    on_way_up = !arg_is(1, "down") && !arg_is(1, "refused");
    /* After a refused CPU_ON the runtime uses CPU_OFF no more: the CPU only parks from then on. */
    unsigned int rounds = arg_is(1, "up") || arg_is(1, "refused") ? 1 : ROUNDS;
    for (unsigned int round = 0; round < rounds; round++)
        RUN_CASE(1, cases);
    return 0;
}
