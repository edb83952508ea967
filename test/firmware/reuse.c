/* SPDX-License-Identifier: MIT */
#include <muster/app.h>
#include <muster/psci.h>

#include "args.h"
#include "check.h"
#include "ledger.h"
#include "play.h"

/*
 * usage: firmware-reuse CYCLES
 *
 * CPUs go down and come up again at once. The firmware answers ALREADY_ON to a CPU_ON right after
 * CPU_OFF, so the runtime calls CPU_ON only after AFFINITY_INFO has said that the core is off.
 */

static bool is_said_off[PLAY_MAX_CPUS]; /* since its last CPU_OFF */
static bool has_left[PLAY_MAX_CPUS];    /* it has been up in this test */

static int leave(unsigned int cpu)
{
    __atomic_store_n(&is_said_off[cpu], false, __ATOMIC_RELAXED);
    __atomic_store_n(&has_left[cpu], true, __ATOMIC_RELEASE);
    return play_real_cpu_off(cpu);
}

static int tell(unsigned int cpu)
{
    int level = play_real_affinity_info(cpu);

    if (level == PSCI_AFFINITY_LEVEL_OFF)
        __atomic_store_n(&is_said_off[cpu], true, __ATOMIC_RELEASE);
    return level;
}

static int start(unsigned int cpu, uint64_t entry_pa, uint64_t context_id)
{
    CHECK(__atomic_load_n(&has_left[cpu], __ATOMIC_ACQUIRE));
    CHECK(__atomic_load_n(&is_said_off[cpu], __ATOMIC_ACQUIRE));
    int error = play_real_cpu_on(cpu, entry_pa, context_id);
    CHECK(error == 0);
    return error;
}

int app_main_percpu(unsigned int cpu)
{
    unsigned long cycles = arg_number(1);

    if (cpu != 0)
        return 0;
    uint32_t ons = play_ons(1);
    play = (struct play){.cpu_on = start, .cpu_off = leave, .affinity_info = tell};
    for (unsigned long cycle = 0; cycle < cycles; cycle++) {
        CHECK(cpu_down(1) == 0);
        CHECK(cpu_up(1) == 0);
    }
    for (unsigned int other = 1; other < num_possible_cpus(); other++)
        check_cycle(other);
    CHECK(play_ons(1) == ons + cycles + 1);
    CHECK(play_offs(1) == cycles + 1);
    return 0;
}
