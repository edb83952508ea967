/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stddef.h>

#include <muster/app.h>
#include <muster/psci.h>

#include "args.h"
#include "check.h"
#include "ledger.h"
#include "play.h"

/*
 * usage: firmware-stays-on WHY CYCLES
 *
 * CPUs that go down without being turned off: they park, and come back through the same states,
 * without CPU_ON, as often as one likes, on the same piece of stack. WHY: CPU_OFF is "refused",
 * with each code in turn, or "absent", or not "called" (cpuhp.park=1), or "denied" by a firmware
 * behind psci_ops.
 */

static int refuse(unsigned int cpu)
{
    static const int codes[] = {PSCI_RET_NOT_SUPPORTED, PSCI_RET_INVALID_PARAMS, PSCI_RET_DENIED,
                                PSCI_RET_ALREADY_ON,    PSCI_RET_ON_PENDING,     -6,
                                PSCI_RET_NOT_PRESENT,   PSCI_RET_DISABLED,       -9,
                                PSCI_RET_SUCCESS};

    return psci_to_errno(codes[play_offs(cpu) % (sizeof(codes) / sizeof(codes[0]))]);
}

static void check_one(unsigned int cpu, unsigned long cycles)
{
    uint32_t ons = play_ons(cpu);
    uintptr_t stack = 0;

    for (unsigned long cycle = 0; cycle < cycles; cycle++) {
        check_cycle(cpu);
        CHECK(cycle == 0 || ledger_stack(cpu) == stack); /* the first was from the entry */
        stack = ledger_stack(cpu);
    }
    CHECK(play_ons(cpu) == ons);
    CHECK(play_offs(cpu) == (arg_is(1, "refused") || arg_is(1, "denied") ? cycles : 0));
    CHECK(ledger_ups(cpu, LEDGER_STARTING) == cycles + 1);
}

/* Takes all CPUs down together, and brings them up in another order. */
static void check_together(void)
{
    unsigned int cpu, cpus = num_possible_cpus();

    for (cpu = 1; cpu < cpus; cpu++)
        CHECK(cpu_down(cpu) == 0);
    for (cpu = 1; cpu < cpus; cpu++)
        check_down(cpu);
    CHECK(num_online_cpus() == 1);
    for (cpu = cpus; --cpu > 0;)
        CHECK(cpu_up(cpu) == 0);
    for (cpu = 1; cpu < cpus; cpu++)
        check_up(cpu);
}

int app_main_percpu(unsigned int cpu)
{
    if (cpu != 0)
        return 0;
    if (arg_is(1, "refused"))
        play.cpu_off = refuse;
    if (arg_is(1, "absent"))
        psci_ops.cpu_off = NULL;
    check_one(1, arg_number(2));
    check_one(2, 3);
    check_together();
    CHECK(cpu_down(1) == 0); /* the program ends while a CPU is parked */
    return 0;
}
