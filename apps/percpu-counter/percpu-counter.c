/* SPDX-License-Identifier: MIT */
#include <stdio.h>

#include <muster/app.h>
#include <muster/percpu.h>
#include <muster/smp.h>

/*
 * Every CPU counts in a variable of its own, without a lock; the last one to finish adds them up.
 */

#define ROUNDS 100000u

static DEFINE_PER_CPU(unsigned long, counter);
static unsigned int finished;

int app_main_percpu(unsigned int cpu)
{
    unsigned long sum = 0;
    unsigned int other;

    (void)cpu;
    for (unsigned int round = 0; round < ROUNDS; round++)
        this_cpu_inc(counter);
    /* Acquire and release: the last CPU sees what all the others have counted. */
    if (__atomic_add_fetch(&finished, 1, __ATOMIC_ACQ_REL) != num_online_cpus())
        return 0;

    for_each_online_cpu (other)
        sum += per_cpu(counter, other);
    printf("%u CPUs counted to %lu\n", num_online_cpus(), sum);
    return sum == (unsigned long)num_online_cpus() * ROUNDS ? 0 : 1;
}
