/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <time.h>

#include <libfdt.h>

#include <muster/app.h>
#include <muster/atomic.h>
#include <muster/board.h>
#include <muster/clock.h>
#include <muster/fdt.h>
#include <muster/psci.h>
#include <muster/smp.h>

#include "machine.h"

/*
 * Prints what the machine is: firmware, CPUs, hotplug, memory, interrupts, idle states, performance
 * monitor, time. CPU 0 asks for all of it. Where an answer can be tried out, CPU 0 tries it.
 */

static void print_firmware(void)
{
    const char *model = fdt_getprop(muster_fdt(), 0, "model", NULL);
    uint32_t smccc = arm_smccc_get_version();

    printf("board          %s\n", muster_board()->name);
    printf("model          %s\n", model ? model : "not in the device tree");
    printf("device tree    %u bytes\n", (unsigned int)fdt_totalsize(muster_fdt()));
    if (psci_ops.get_version) {
        uint32_t psci = psci_ops.get_version();

        printf("PSCI           %u.%u:%s%s%s%s\n", (unsigned int)PSCI_VERSION_MAJOR(psci),
               (unsigned int)PSCI_VERSION_MINOR(psci), psci_ops.cpu_on ? " CPU_ON" : "",
               psci_ops.cpu_off ? " CPU_OFF" : "", psci_ops.cpu_suspend ? " CPU_SUSPEND" : "",
               psci_ops.system_reset ? " SYSTEM_RESET" : "");
    } else {
        printf("PSCI           none\n");
    }
    printf("SMCCC          %u.%u\n", (unsigned int)(smccc >> 16), (unsigned int)(smccc & 0xffff));
    printf("atomics        %s\n",
           muster_atomic_uses_lse() ? "LSE instructions" : "exclusive loads and stores");
}

/* Prints the time, and returns true if the clock and the counter agree about a delay. */
static bool print_time(void)
{
    char text[32] = "not known";
    time_t now = time(NULL);
    struct tm utc;
    uint64_t start_ns = muster_clock_ns(), start_ticks = muster_counter();

    udelay(1000);
    uint64_t ticks = muster_counter() - start_ticks, ns = muster_clock_ns() - start_ns;

    if (now != (time_t)-1 && gmtime_r(&now, &utc))
        strftime(text, sizeof(text), "%Y-%m-%d %H:%M:%S UTC", &utc);
    printf("\ntime of day    %s\n", text);
    printf("counter        %u Hz, %llu us since it was 0\n", (unsigned int)muster_counter_hz(),
           (unsigned long long)muster_clock_ns() / 1000);
    /* The clock was read before and after the counter, so its time is not the shorter one. The
     * limit leaves room for rounding. */
    return ns >= 1000000 && ticks * UINT64_C(1000000000) / muster_counter_hz() <= ns + 100;
}

int app_main_percpu(unsigned int cpu)
{
    bool is_sound = true;

    if (cpu != 0)
        return 0;
    print_firmware();
    is_sound &= print_cpus();
    is_sound &= print_hotplug();
    is_sound &= print_memory();
    is_sound &= print_interrupts();
    is_sound &= print_idle_states();
    is_sound &= print_performance_monitor();
    is_sound &= print_time();
    printf("\n%s\n", is_sound ? "All trials succeeded." : "A trial failed.");
    return is_sound ? 0 : 1;
}
