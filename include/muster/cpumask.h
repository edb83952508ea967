/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_CPUMASK_H
#define MUSTER_CPUMASK_H

#include <stdbool.h>
#include <stdint.h>

#include <muster/linkage.h>

MUSTER_BEGIN_DECLS

/** The most CPUs that this build can hold (CMake option MUSTER_NR_CPUS, default 512). */
#ifndef NR_CPUS
#define NR_CPUS 512
#endif

#define MUSTER_CPUMASK_WORDS ((NR_CPUS + 63) / 64)

/** A set of logical CPUs, one bit each. */
struct cpumask {
    uint64_t bits[MUSTER_CPUMASK_WORDS];
};

/**
 * The number of logical CPU numbers in use: all CPUs are in 0..nr_cpu_ids - 1. Set once by the boot
 * CPU from the device tree and the command line (nr_cpus=) before any other CPU runs.
 */
extern unsigned int nr_cpu_ids MUSTER_LINK_NAME(nr_cpu_ids) MUSTER_IN_THIS_PROGRAM;

/*
 * The machine's masks, with Linux's meaning. Written by set_cpu_*() only; read from any CPU at any
 * time. A bit is set and cleared by an atomic operation on its word.
 */
extern struct cpumask
    __cpu_possible_mask MUSTER_LINK_NAME(cpu_possible_mask) MUSTER_IN_THIS_PROGRAM;
extern struct cpumask __cpu_present_mask MUSTER_LINK_NAME(cpu_present_mask) MUSTER_IN_THIS_PROGRAM;
extern struct cpumask __cpu_online_mask MUSTER_LINK_NAME(cpu_online_mask) MUSTER_IN_THIS_PROGRAM;
extern struct cpumask __cpu_active_mask MUSTER_LINK_NAME(cpu_active_mask) MUSTER_IN_THIS_PROGRAM;

/** CPUs that could ever run: listed in the device tree, enabled, below nr_cpu_ids. */
#define cpu_possible_mask ((const struct cpumask *)&__cpu_possible_mask)
/** CPUs that can be brought up: possible, and the firmware has a way to start them. */
#define cpu_present_mask ((const struct cpumask *)&__cpu_present_mask)
/** CPUs that have passed their STARTING states and run. */
#define cpu_online_mask ((const struct cpumask *)&__cpu_online_mask)
/** CPUs that have passed CPUHP_AP_ACTIVE: work may be given to them. */
#define cpu_active_mask ((const struct cpumask *)&__cpu_active_mask)

/** Whether @p cpu is in @p mask; false for a number of NR_CPUS or more. Acquire ordering. */
static inline bool cpumask_test_cpu(unsigned int cpu, const struct cpumask *mask)
{
    return cpu < NR_CPUS &&
           ((__atomic_load_n(&mask->bits[cpu / 64], __ATOMIC_ACQUIRE) >> (cpu % 64)) & 1);
}

/** Adds @p cpu (below NR_CPUS) to @p mask atomically; release ordering. */
static inline void cpumask_set_cpu(unsigned int cpu, struct cpumask *mask)
{
    __atomic_fetch_or(&mask->bits[cpu / 64], UINT64_C(1) << (cpu % 64), __ATOMIC_RELEASE);
}

/** Takes @p cpu (below NR_CPUS) out of @p mask atomically; release ordering. */
static inline void cpumask_clear_cpu(unsigned int cpu, struct cpumask *mask)
{
    __atomic_fetch_and(&mask->bits[cpu / 64], ~(UINT64_C(1) << (cpu % 64)), __ATOMIC_RELEASE);
}

/** Empties @p mask; not atomic. */
static inline void cpumask_clear(struct cpumask *mask)
{
    for (unsigned int word = 0; word < MUSTER_CPUMASK_WORDS; word++)
        mask->bits[word] = 0;
}

/** Copies @p from to @p to; not atomic. */
static inline void cpumask_copy(struct cpumask *to, const struct cpumask *from)
{
    for (unsigned int word = 0; word < MUSTER_CPUMASK_WORDS; word++)
        to->bits[word] = from->bits[word];
}

/** Makes @p to the CPUs of @p a that are not in @p b; not atomic, but each word read once. */
void cpumask_andnot(struct cpumask *to, const struct cpumask *a, const struct cpumask *b)
    MUSTER_LINK_NAME(cpumask_andnot);

/** Whether both masks hold the same CPUs. */
bool cpumask_equal(const struct cpumask *a, const struct cpumask *b)
    MUSTER_LINK_NAME(cpumask_equal);

/** Whether no CPU is in @p mask. */
bool cpumask_empty(const struct cpumask *mask) MUSTER_LINK_NAME(cpumask_empty);

/** How many CPUs are in @p mask. */
unsigned int cpumask_weight(const struct cpumask *mask) MUSTER_LINK_NAME(cpumask_weight);

/** The lowest CPU in @p mask that is @p from or higher; NR_CPUS when there is none. */
unsigned int cpumask_next_from(unsigned int from, const struct cpumask *mask)
    MUSTER_LINK_NAME(cpumask_next_from);

/** The lowest CPU above @p cpu in @p mask (@p cpu may be -1); NR_CPUS when there is none. */
static inline unsigned int cpumask_next(int cpu, const struct cpumask *mask)
{
    return cpumask_next_from((unsigned int)(cpu + 1), mask);
}

/** The lowest CPU in @p mask; NR_CPUS when it is empty. */
static inline unsigned int cpumask_first(const struct cpumask *mask)
{
    return cpumask_next_from(0, mask);
}

/** The first to the last CPU of the numbers in use. */
#define for_each_cpu(cpu, mask)                                                                    \
    for ((cpu) = cpumask_first(mask); (cpu) < NR_CPUS; (cpu) = cpumask_next((int)(cpu), (mask)))
#define for_each_possible_cpu(cpu) for_each_cpu ((cpu), cpu_possible_mask)
#define for_each_present_cpu(cpu) for_each_cpu ((cpu), cpu_present_mask)
#define for_each_online_cpu(cpu) for_each_cpu ((cpu), cpu_online_mask)
#define for_each_active_cpu(cpu) for_each_cpu ((cpu), cpu_active_mask)

#define num_possible_cpus() cpumask_weight(cpu_possible_mask)
#define num_present_cpus() cpumask_weight(cpu_present_mask)
#define num_online_cpus() cpumask_weight(cpu_online_mask)
#define num_active_cpus() cpumask_weight(cpu_active_mask)

#define cpu_possible(cpu) cpumask_test_cpu((cpu), cpu_possible_mask)
#define cpu_present(cpu) cpumask_test_cpu((cpu), cpu_present_mask)
#define cpu_online(cpu) cpumask_test_cpu((cpu), cpu_online_mask)
#define cpu_active(cpu) cpumask_test_cpu((cpu), cpu_active_mask)

MUSTER_END_DECLS

#endif
