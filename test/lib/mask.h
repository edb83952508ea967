/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_TEST_MASK_H
#define MUSTER_TEST_MASK_H

#include <muster/cpumask.h>

/* Returns the mask of these two CPUs. */
static inline struct cpumask mask_of_two(unsigned int first, unsigned int second)
{
    struct cpumask mask;

    cpumask_clear(&mask);
    cpumask_set_cpu(first, &mask);
    cpumask_set_cpu(second, &mask);
    return mask;
}

/* Returns the mask of @p cpu alone. */
static inline struct cpumask mask_of(unsigned int cpu)
{
    return mask_of_two(cpu, cpu);
}

#endif
