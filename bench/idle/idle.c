/* SPDX-License-Identifier: MIT */
#include <stdio.h>

#include <muster/app.h>
#include <muster/cpumask.h>
#include <muster/idle.h>

/*
 * All CPUs idle, so that tools/bench can see what the host does meanwhile. The CPUs that have
 * returned idle in the runtime. The last one idles here, because the program would end when it
 * returns. The line tells that the boot is over; nothing happens afterwards, and the tool ends the
 * emulator.
 */

#define STANDBY_STATE 0

static unsigned int entered;

int app_main_percpu(unsigned int cpu)
{
    (void)cpu;
    if (__atomic_add_fetch(&entered, 1, __ATOMIC_RELAXED) != num_online_cpus())
        return 0;
    printf("RESULT bench=idle figure=idle_cpus cpus=%u value=%u unit=cpus\n", num_online_cpus(),
           num_online_cpus());
    for (;;)
        muster_cpu_standby(STANDBY_STATE);
}
