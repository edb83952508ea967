/* SPDX-License-Identifier: MIT */
#include "ledger.h"

#include <muster/app.h>
#include <muster/clock.h>
#include <muster/cpuhp.h>
#include <muster/order.h>
#include <muster/percpu.h>

#include "check.h"
#include "play.h"
#include "wait.h"

static uint32_t ups[LEDGER_SECTIONS][PLAY_MAX_CPUS], downs[LEDGER_SECTIONS][PLAY_MAX_CPUS];
static uintptr_t stacks[PLAY_MAX_CPUS];
static DEFINE_PER_CPU(uint32_t, lives); /* the CPU, in STARTING: through its own TPIDR_EL1 */

int (*ledger_hook)(unsigned int cpu, enum ledger_section section, bool startup);

uint32_t ledger_ups(unsigned int cpu, enum ledger_section section)
{
    return __atomic_load_n(&ups[section][cpu], __ATOMIC_ACQUIRE);
}

static uint32_t ledger_downs(unsigned int cpu, enum ledger_section section)
{
    return __atomic_load_n(&downs[section][cpu], __ATOMIC_ACQUIRE);
}

uintptr_t ledger_stack(unsigned int cpu)
{
    return stacks[cpu];
}

static int book(unsigned int cpu, enum ledger_section section, bool startup)
{
    CHECK(cpu != 0 && cpu < PLAY_MAX_CPUS);
    CHECK((smp_processor_id() == cpu) == (section != LEDGER_PREPARE));
    CHECK(ledger_ups(cpu, section) == ledger_downs(cpu, section) + !startup);
    __atomic_fetch_add(&(startup ? ups : downs)[section][cpu], 1, __ATOMIC_RELEASE);
    int error = ledger_hook ? ledger_hook(cpu, section, startup) : 0;
    if (error) /* it has not been passed */
        __atomic_fetch_sub(&(startup ? ups : downs)[section][cpu], 1, __ATOMIC_RELEASE);
    return error;
}

static int prepare(unsigned int cpu)
{
    return book(cpu, LEDGER_PREPARE, true);
}

static int unprepare(unsigned int cpu)
{
    return book(cpu, LEDGER_PREPARE, false);
}

static int start(unsigned int cpu)
{
    stacks[cpu] = (uintptr_t)__builtin_frame_address(0);
    this_cpu_inc(lives);
    int error = book(cpu, LEDGER_STARTING, true);
    CHECK(this_cpu_read(lives) == ledger_ups(cpu, LEDGER_STARTING));
    return error;
}

static int stop(unsigned int cpu)
{
    return book(cpu, LEDGER_STARTING, false);
}

static int go_online(unsigned int cpu)
{
    return book(cpu, LEDGER_ONLINE, true);
}

static int go_offline(unsigned int cpu)
{
    return book(cpu, LEDGER_ONLINE, false);
}

__attribute__((constructor)) static void open_ledger(void)
{
    CHECK(cpuhp_setup_state_nocalls(CPUHP_BP_PREPARE_DYN, "ledger:prepare", prepare, unprepare) >
          0);
    CHECK(cpuhp_setup_state_nocalls(CPUHP_AP_STARTING, "ledger:starting", start, stop) == 0);
    CHECK(cpuhp_setup_state_nocalls(CPUHP_AP_ONLINE_DYN, "ledger:online", go_online, go_offline) >
          0);
}

static bool stands_in(unsigned int cpu, enum ledger_section section)
{
    return ledger_ups(cpu, section) != ledger_downs(cpu, section);
}

static int work(void *argument)
{
    __atomic_store_n((unsigned int *)argument, smp_processor_id(), __ATOMIC_RELEASE);
    return 0;
}

static void check_works(unsigned int cpu)
{
    static unsigned int worker;

    worker = NR_CPUS;
    wait_until_idle(cpu);
    CHECK(muster_run_on(cpu, work, &worker) == 0);
    wait_until_idle(cpu);
    CHECK(__atomic_load_n(&worker, __ATOMIC_ACQUIRE) == cpu);
}

void check_up(unsigned int cpu)
{
    struct cpuhp_report report;

    CHECK(cpu_present(cpu) && cpu_online(cpu) && cpu_active(cpu));
    CHECK(cpuhp_cpu_state(cpu) == CPUHP_ONLINE);
    for (unsigned int section = 0; section < LEDGER_SECTIONS && cpu != 0; section++)
        CHECK(stands_in(cpu, section));
    CHECK(cpuhp_report(cpu, &report) == 0 && !report.is_stuck);
    CHECK(report.target == CPUHP_ONLINE || report.result != 0);
    if (cpu != smp_processor_id())
        check_works(cpu);
}

void check_away(unsigned int cpu)
{
    CHECK(cpu_possible(cpu) && cpu_present(cpu));
    CHECK(!cpu_online(cpu) && !cpu_active(cpu));
    CHECK(!muster_cpu_is_idle(cpu));
}

void check_down(unsigned int cpu)
{
    struct cpuhp_report report;

    check_away(cpu);
    CHECK(cpuhp_cpu_state(cpu) == CPUHP_OFFLINE);
    for (unsigned int section = 0; section < LEDGER_SECTIONS; section++)
        CHECK(!stands_in(cpu, section));
    CHECK(cpuhp_report(cpu, &report) == 0 && !report.is_stuck);
}

void check_cycle(unsigned int cpu)
{
    CHECK(cpu_down(cpu) == 0);
    check_down(cpu);
    CHECK(cpu_up(cpu) == 0);
    check_up(cpu);
}
