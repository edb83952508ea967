/* SPDX-License-Identifier: MIT */
#include <stdio.h>

#include <muster/app.h>
#include <muster/console.h>
#include <muster/cpuhp.h>
#include <muster/order.h>

#include "args.h"
#include "check.h"
#include "wait.h"

/*
 * usage: hotplug-talk CYCLES
 *
 * Callbacks of the STARTING section print: on all CPUs at once at boot, and while the others print.
 * A CPU that waits for the port there takes no interrupts.
 */

#define LINES 5

static int talk(unsigned int cpu)
{
    for (unsigned int line = 0; line < LINES; line++)
        console_printf("CPU %u in STARTING, line %u\n", cpu, line);
    return 0;
}

__attribute__((constructor)) static void set_up(void)
{
    CHECK(cpuhp_setup_state_nocalls(CPUHP_AP_STARTING, "test:talk", talk, talk) == 0);
}

int app_main_percpu(unsigned int cpu)
{
    static uint32_t ends;

    if (cpu == 1)
        return 0;
    if (cpu != 0) {
        while (!__atomic_load_n(&ends, __ATOMIC_RELAXED)) {
            printf("CPU %u talks\n", cpu);
            relax(1000);
        }
        return 0;
    }
    for (unsigned long cycle = 0; cycle < arg_number(1); cycle++) {
        CHECK(cpu_down(1) == 0);
        CHECK(cpu_up(1) == 0);
    }
    __atomic_store_n(&ends, 1, __ATOMIC_RELAXED);
    return 0;
}
