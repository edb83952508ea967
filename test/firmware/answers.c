/* SPDX-License-Identifier: MIT */
#include <errno.h>

#include <muster/app.h>
#include <muster/psci.h>

#include "args.h"
#include "check.h"
#include "ledger.h"
#include "play.h"

/*
 * usage: firmware-answers WHEN
 *
 * The firmware refuses CPU_ON with each code of PSCI, and with some that PSCI does not have.
 * cpu_up() returns the errno, everything is as before, and the next cpu_up() succeeds. WHEN
 * "first": for CPUs that have not been up (maxcpus=1). "again": for a CPU that was turned off; from
 * then on CPUs park instead.
 */

static int answer;

static int refuse(unsigned int cpu, uint64_t entry_pa, uint64_t context_id)
{
    (void)cpu, (void)entry_pa, (void)context_id;
    return answer;
}

/* @p answered is what psci_ops.cpu_on returns. */
/* Returns what cpu_up() returns for it: -EBUSY for a CPU that is on already, and an errno for a
 * positive number. */
static int cpu_up_error(int answered)
{
    if (answered == -EALREADY)
        return -EBUSY;
    return answered < 0 ? answered : -EPROTO;
}

static void check_refused(unsigned int cpu, int answered)
{
    uint32_t ons = play_ons(cpu), prepared = ledger_ups(cpu, LEDGER_PREPARE);

    answer = answered;
    play.cpu_on = refuse;
    CHECK(cpu_up(cpu) == cpu_up_error(answered));
    play.cpu_on = NULL;
    check_down(cpu);
    CHECK(play_ons(cpu) == ons + 1);
    CHECK(ledger_ups(cpu, LEDGER_PREPARE) == prepared + 1);
}

static void check_first(void)
{
    for (unsigned int cpu = 1; cpu < num_possible_cpus(); cpu++) {
        check_down(cpu);
        for (int code = PSCI_RET_NOT_SUPPORTED; code >= PSCI_RET_INVALID_ADDRESS - 1; code--)
            check_refused(cpu, psci_to_errno(code));
        check_refused(cpu, psci_to_errno(INT32_MIN));
        check_refused(cpu, 1);
        CHECK(cpu_up(cpu) == 0);
        check_up(cpu);
        check_cycle(cpu);
        CHECK(play_offs(cpu) == 1); /* turned off, not parked */
    }
}

static void check_again(void)
{
    unsigned int cpu, cpus = num_possible_cpus();

    for (cpu = 1; cpu < cpus; cpu++)
        CHECK(cpu_down(cpu) == 0 && play_offs(cpu) == 1);
    for (int code = PSCI_RET_NOT_SUPPORTED; code >= PSCI_RET_INVALID_ADDRESS - 1; code--)
        check_refused(1, psci_to_errno(code));
    for (cpu = 1; cpu < cpus; cpu++) { /* off they are, so CPU_ON it is */
        uint32_t ons = play_ons(cpu);
        CHECK(cpu_up(cpu) == 0 && play_ons(cpu) == ons + 1);
        check_up(cpu);
        for (unsigned int cycle = 0; cycle < 10; cycle++)
            check_cycle(cpu);
        CHECK(play_offs(cpu) == 1 && play_ons(cpu) == ons + 1);
    }
}

int app_main_percpu(unsigned int cpu)
{
    if (cpu != 0)
        return 0;
    if (arg_is(1, "first"))
        check_first();
    else
        check_again();
    return 0;
}
