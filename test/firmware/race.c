/* SPDX-License-Identifier: MIT */
#include <errno.h>

#include <muster/app.h>
#include <muster/order.h>

#include "args.h"
#include "check.h"
#include "ledger.h"
#include "play.h"
#include "rendezvous.h"
#include "wait.h"

/*
 * usage: firmware-race ROUNDS
 *
 * Five CPUs, of which three take one of the two others, or both, up and down at the same time.
 * QEMU would let two CPU_ON calls for one core succeed, and the second context win: the runtime
 * sees to it that there is no second one, and that one operation at a time is under way.
 */

#define RACERS 3
#define FIRST_VICTIM 3
#define VICTIMS 2

static uint32_t in_flight[PLAY_MAX_CPUS]; /* from CPU_ON until the CPU has arrived */
static uint32_t operations;               /* that stand in a PREPARE callback */
static struct rendezvous meeting;         /* of racers */
static uint32_t successes;                /* of the round */
static uint32_t balance[PLAY_MAX_CPUS];   /* cpu_up() less cpu_down() that succeeded */

/* Turns to wait, long enough for another racer to come along. */
#define DAWDLE 200

static int start(unsigned int cpu, uint64_t entry_pa, uint64_t context_id)
{
    CHECK(!__atomic_exchange_n(&in_flight[cpu], 1, __ATOMIC_ACQ_REL));
    relax(DAWDLE);
    int error = play_real_cpu_on(cpu, entry_pa, context_id);
    CHECK(error == 0);
    return error;
}

static int watch(unsigned int cpu, enum ledger_section section, bool startup)
{
    if (section == LEDGER_STARTING && startup)
        CHECK(__atomic_exchange_n(&in_flight[cpu], 0, __ATOMIC_ACQ_REL));
    if (section != LEDGER_PREPARE)
        return 0;
    CHECK(__atomic_fetch_add(&operations, 1, __ATOMIC_ACQ_REL) == 0);
    relax(DAWDLE);
    __atomic_fetch_sub(&operations, 1, __ATOMIC_ACQ_REL);
    return 0;
}

static void move(unsigned int victim, bool up)
{
    int error = up ? cpu_up(victim) : cpu_down(victim);

    CHECK(error == 0 || error == -EBUSY || error == -EALREADY);
    if (error)
        return;
    __atomic_fetch_add(&successes, 1, __ATOMIC_ACQ_REL);
    __atomic_fetch_add(&balance[victim], up ? 1 : -1U, __ATOMIC_ACQ_REL);
}

static void check_round(unsigned int racer, uint32_t wanted)
{
    rendezvous_of(&meeting, RACERS);
    if (racer == 0) {
        CHECK(wanted == 0 || successes == wanted);
        successes = 0;
        for (unsigned int victim = FIRST_VICTIM; victim < FIRST_VICTIM + VICTIMS; victim++) {
            CHECK(balance[victim] <= 1);
            (balance[victim] ? check_up : check_down)(victim);
        }
    }
    rendezvous_of(&meeting, RACERS);
}

/* All at one CPU: one of them succeeds. */
static void race_for_one(unsigned int racer)
{
    for (unsigned int up = 0; up <= 1; up++) {
        move(FIRST_VICTIM, up);
        check_round(racer, 1);
    }
}

/* Some up, some down, at two CPUs. */
static void race_for_two(unsigned int racer, unsigned int round)
{
    for (unsigned int i = 0; i < 4; i++)
        move(FIRST_VICTIM + (racer + round + i) % VICTIMS, (racer ^ (round >> i)) & 1);
    check_round(racer, 0);
    if (racer == 0) {
        for (unsigned int victim = FIRST_VICTIM; victim < FIRST_VICTIM + VICTIMS; victim++)
            if (!cpu_online(victim))
                move(victim, true);
        successes = 0;
    }
    rendezvous_of(&meeting, RACERS);
}

__attribute__((constructor)) static void set_up(void)
{
    for (unsigned int victim = FIRST_VICTIM; victim < FIRST_VICTIM + VICTIMS; victim++)
        balance[victim] = 1;
}

int app_main_percpu(unsigned int cpu)
{
    if (cpu >= FIRST_VICTIM)
        return 0;
    if (cpu == 0) {
        for (unsigned int other = 1; other < num_possible_cpus(); other++)
            CHECK(play_ons(other) == 1); /* at boot */
        play.cpu_on = start;
        ledger_hook = watch;
    }
    rendezvous_of(&meeting, RACERS);
    for (unsigned int round = 0; round < arg_number(1); round++) {
        race_for_one(cpu);
        race_for_two(cpu, round);
    }
    CHECK(play_ons(FIRST_VICTIM) > arg_number(1)); /* once in each of these rounds */
    return 0;
}
