/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stddef.h>

#include <muster/app.h>
#include <muster/cpuhp.h>
#include <muster/psci.h>

#include "../../runtime/base/boot_record.h"
#include "args.h"
#include "check.h"
#include "ledger.h"
#include "play.h"

/*
 * usage: firmware-context WHAT
 *
 * The firmware starts a core with another context id than it was given: "zero", an address
 * "in-ram" or "outside" it, one "off" by a part of a record, one "behind" the last record, or
 * "another" CPU's, which is up or down. The core has no record, and sleeps for good; cpu_up()
 * gives it up, and no other CPU notices. "firmware": the machine's own firmware is the one that
 * does it.
 */

#define VICTIM 2
#define RECORD_BYTES sizeof(struct boot_record)

static uint64_t junk[RECORD_BYTES / sizeof(uint64_t)] __attribute__((aligned(RECORD_BYTES)));
static uint64_t record_of_1;

static uint64_t wrong_context(uint64_t right)
{
    if (arg_is(1, "zero"))
        return 0;
    if (arg_is(1, "in-ram"))
        return (uintptr_t)junk;
    if (arg_is(1, "outside"))
        return UINT64_C(0xfffffffffffff000);
    if (arg_is(1, "off"))
        /* KICKED stands there, which is 2 and so looks like the id of core 2. */
        return right + offsetof(struct boot_record, handshake);
    if (arg_is(1, "behind"))
        return right + (uint64_t)(NR_CPUS - VICTIM) * RECORD_BYTES;
    CHECK(arg_is(1, "another"));
    return record_of_1;
}

static int misdirect(unsigned int cpu, uint64_t entry_pa, uint64_t context_id)
{
    return play_real_cpu_on(cpu, entry_pa, cpu == VICTIM ? wrong_context(context_id) : context_id);
}

/* Looks like a record of the core, at another address. */
static void forge_record(void)
{
    junk[0] = cpu_logical_map(VICTIM);
    junk[1] = (uintptr_t)(&junk + 1);
}

static void check_given_up(void)
{
    CHECK(cpu_up(VICTIM) == -ETIMEDOUT);
    check_down(VICTIM);
    CHECK(play_real_affinity_info(VICTIM) == PSCI_AFFINITY_LEVEL_ON);
    CHECK(ledger_ups(VICTIM, LEDGER_STARTING) <= 1);
    check_up(1);
    check_cycle(3);
}

int app_main_percpu(unsigned int cpu)
{
    if (cpu != 0)
        return 0;
    record_of_1 = play_calls[1].context_id;
    forge_record();
    if (arg_is(1, "firmware")) { /* maxcpus=2: VICTIM has not been up */
        CHECK(cpu_up(3) == 0);
    } else {
        CHECK(cpu_down(VICTIM) == 0);
        play.cpu_on = misdirect;
    }
    check_given_up();
    CHECK(cpu_down(1) == 0);
    CHECK(cpu_up(VICTIM) == -ETIMEDOUT); /* it is on, so it is not started again */
    CHECK(cpu_up(1) == 0);
    check_cycle(1);
    check_given_up();
    CHECK(play_ons(VICTIM) == (arg_is(1, "firmware") ? 1 : 2));
    CHECK(num_online_cpus() == num_possible_cpus() - 1);
    return 0;
}
