/* SPDX-License-Identifier: MIT */
#include <muster/app.h>
#include <muster/cpuhp.h>
#include <muster/panic.h>

#include "args.h"
#include "check.h"
#include "rendezvous.h"

/*
 * usage: cpuhp-late SECTION WHAT
 *
 * CPU 2, in the startup of a state in SECTION ("prepare", "starting", "online"), "panics", or
 * "hangs", or "wakes" when the others are in the application; it may not join them then.
 * "all-panic": all CPUs except the boot CPU panic together; in STARTING none of them can be
 * stopped.
 */

#define LATE_CPU 2

static uint32_t app_runs;
static struct rendezvous end;

static int panic_together(void)
{
    static uint32_t here;

    __atomic_fetch_add(&here, 1, __ATOMIC_RELAXED);
    wait_until(__atomic_load_n(&here, __ATOMIC_RELAXED) >= num_present_cpus() - 1);
    panic("in a hotplug state");
}

static int be_late(unsigned int cpu)
{
    if (arg_is(2, "all-panic"))
        return panic_together();
    if (cpu != LATE_CPU)
        return 0;
    if (arg_is(2, "panics"))
        panic("in a hotplug state");
    if (arg_is(2, "hangs"))
        spin_for_ever();
    wait_until(smp_load_acquire(&app_runs));
    return 0;
}

static enum cpuhp_state state_of_section(void)
{
    if (arg_is(1, "prepare"))
        return CPUHP_BP_PREPARE_DYN;
    return arg_is(1, "starting") ? CPUHP_AP_STARTING : CPUHP_AP_ONLINE_DYN;
}

__attribute__((constructor)) static void set_up(void)
{
    CHECK(cpuhp_setup_state_nocalls(state_of_section(), "test:late", be_late, NULL) >= 0);
}

/* Watches long enough for a CPU that has woken up to do what it may not. */
static void watch(void)
{
    for (unsigned int i = 0; i < 100000; i++) {
        CHECK(!cpu_online(LATE_CPU) && !cpu_active(LATE_CPU));
        cpu_relax();
    }
}

int app_main_percpu(unsigned int cpu)
{
    CHECK(cpu != LATE_CPU);
    CHECK(num_online_cpus() == num_possible_cpus() - 1);
    rendezvous(&end);
    smp_store_release(&app_runs, 1);
    watch();
    CHECK(cpuhp_cpu_state(LATE_CPU) != CPUHP_ONLINE);
    return 0;
}
