/* SPDX-License-Identifier: MIT */
#include <stdio.h>

#include <muster/app.h>
#include <muster/smp.h>

int app_main_percpu(unsigned int cpu)
{
    printf("hello from CPU %u of %u (MPIDR 0x%lx)\n", cpu, num_online_cpus(),
           (unsigned long)cpu_logical_map(cpu));
    return 0;
}
