/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_CPUMASK_H
#define MUSTER_CPUMASK_H

#include <stdbool.h>
#include <stdint.h>

#include <muster/linkage.h>

MUSTER_BEGIN_DECLS

/**
 * @file
 * Sets of CPUs, and the machine's masks, with Linux's meaning.
 *
 * @addtogroup cpus
 * @{
 */

/** The most CPUs that this build can hold (CMake option MUSTER_NR_CPUS, default 512). */
#ifndef NR_CPUS
#define NR_CPUS 512
#endif

/** A set of logical CPUs, one bit each. Its member is private. */
struct cpumask;

/**
 * The number of logical CPU numbers in use: all CPUs are in 0..nr_cpu_ids - 1. The boot CPU sets it
 * once, from the device tree and the command line (nr_cpus=), before any other CPU runs.
 */
extern unsigned int nr_cpu_ids MUSTER_LINK_NAME(nr_cpu_ids) MUSTER_IN_THIS_PROGRAM;

/** CPUs that could ever run: listed in the device tree, enabled, below nr_cpu_ids. */
#define cpu_possible_mask ((const struct cpumask *)&__cpu_possible_mask)
/** CPUs that can be brought up: possible, and the firmware has a way to start them. */
#define cpu_present_mask ((const struct cpumask *)&__cpu_present_mask)
/** CPUs that have passed their STARTING states and run. */
#define cpu_online_mask ((const struct cpumask *)&__cpu_online_mask)
/** CPUs that have passed CPUHP_AP_ACTIVE: work may be given to them. */
#define cpu_active_mask ((const struct cpumask *)&__cpu_active_mask)

/**
 * Returns true if a CPU is in a mask.
 *
 * @param cpu   the CPU
 * @param mask  the mask
 * @return false also for a number of NR_CPUS or more
 *
 * **Context:** any CPU, any time; does not wait. **Ordering:** acquire.
 */
static inline bool cpumask_test_cpu(unsigned int cpu, const struct cpumask *mask);

/**
 * Adds a CPU to a mask, atomically.
 *
 * @param cpu   the CPU, below NR_CPUS
 * @param mask  the mask
 *
 * **Context:** any CPU, any time; does not wait. **Ordering:** release.
 */
static inline void cpumask_set_cpu(unsigned int cpu, struct cpumask *mask);

/**
 * Takes a CPU out of a mask, atomically.
 *
 * @param cpu   the CPU, below NR_CPUS
 * @param mask  the mask
 *
 * **Context:** any CPU, any time; does not wait. **Ordering:** release.
 */
static inline void cpumask_clear_cpu(unsigned int cpu, struct cpumask *mask);

/**
 * Empties a mask. Not atomic.
 *
 * @param mask  the mask
 *
 * **Context:** any CPU, any time; does not wait.
 */
static inline void cpumask_clear(struct cpumask *mask);

/**
 * Copies a mask. Not atomic.
 *
 * @param to    gets the copy
 * @param from  the mask
 *
 * **Context:** any CPU, any time; does not wait.
 */
static inline void cpumask_copy(struct cpumask *to, const struct cpumask *from);

/**
 * Makes @p to the CPUs of @p a that are not in @p b. Not atomic, but reads each word once.
 *
 * @param to  gets the CPUs
 * @param a   a mask
 * @param b   a mask
 *
 * **Context:** any CPU, any time; does not wait.
 */
void cpumask_andnot(struct cpumask *to, const struct cpumask *a, const struct cpumask *b)
    MUSTER_LINK_NAME(cpumask_andnot);

/**
 * Returns true if both masks hold the same CPUs.
 *
 * @param a  a mask
 * @param b  a mask
 * @return true if they are equal
 *
 * **Context:** any CPU, any time; does not wait.
 */
bool cpumask_equal(const struct cpumask *a, const struct cpumask *b)
    MUSTER_LINK_NAME(cpumask_equal);

/**
 * Returns true if no CPU is in a mask.
 *
 * @param mask  the mask
 * @return true if it is empty
 *
 * **Context:** any CPU, any time; does not wait.
 */
bool cpumask_empty(const struct cpumask *mask) MUSTER_LINK_NAME(cpumask_empty);

/**
 * Counts the CPUs of a mask.
 *
 * @param mask  the mask
 * @return how many there are
 *
 * **Context:** any CPU, any time; does not wait.
 */
unsigned int cpumask_weight(const struct cpumask *mask) MUSTER_LINK_NAME(cpumask_weight);

/**
 * Finds the lowest CPU of a mask from a number on, that number included.
 *
 * @param from  the number
 * @param mask  the mask
 * @return the CPU; NR_CPUS if there is none
 *
 * **Context:** any CPU, any time; does not wait.
 */
unsigned int cpumask_next_from(unsigned int from, const struct cpumask *mask)
    MUSTER_LINK_NAME(cpumask_next_from);

/**
 * Finds the lowest CPU of a mask above a CPU.
 *
 * @param cpu   the CPU; -1 finds the first
 * @param mask  the mask
 * @return the CPU; NR_CPUS if there is none
 *
 * **Context:** any CPU, any time; does not wait.
 */
static inline unsigned int cpumask_next(int cpu, const struct cpumask *mask);

/**
 * Finds the lowest CPU of a mask.
 *
 * @param mask  the mask
 * @return the CPU; NR_CPUS if there is none
 *
 * **Context:** any CPU, any time; does not wait.
 */
static inline unsigned int cpumask_first(const struct cpumask *mask);

/** Loops over the CPUs of a mask, from the lowest to the highest. */
#define for_each_cpu(cpu, mask)                                                                    \
    for ((cpu) = cpumask_first(mask); (cpu) < NR_CPUS; (cpu) = cpumask_next((int)(cpu), (mask)))
/** Loops over the possible CPUs. */
#define for_each_possible_cpu(cpu) for_each_cpu ((cpu), cpu_possible_mask)
/** Loops over the present CPUs. */
#define for_each_present_cpu(cpu) for_each_cpu ((cpu), cpu_present_mask)
/** Loops over the online CPUs. */
#define for_each_online_cpu(cpu) for_each_cpu ((cpu), cpu_online_mask)
/** Loops over the active CPUs. */
#define for_each_active_cpu(cpu) for_each_cpu ((cpu), cpu_active_mask)

/** Counts the possible CPUs: bits, so not for an inner loop. */
#define num_possible_cpus() cpumask_weight(cpu_possible_mask)
/** Counts the present CPUs: bits, so not for an inner loop. */
#define num_present_cpus() cpumask_weight(cpu_present_mask)
/** Counts the online CPUs: bits, so not for an inner loop. */
#define num_online_cpus() cpumask_weight(cpu_online_mask)
/** Counts the active CPUs: bits, so not for an inner loop. */
#define num_active_cpus() cpumask_weight(cpu_active_mask)

/** Returns true if @p cpu is possible. Acquire ordering. */
#define cpu_possible(cpu) cpumask_test_cpu((cpu), cpu_possible_mask)
/** Returns true if @p cpu is present. Acquire ordering. */
#define cpu_present(cpu) cpumask_test_cpu((cpu), cpu_present_mask)
/** Returns true if @p cpu is online. Acquire ordering. */
#define cpu_online(cpu) cpumask_test_cpu((cpu), cpu_online_mask)
/** Returns true if @p cpu is active. Acquire ordering. */
#define cpu_active(cpu) cpumask_test_cpu((cpu), cpu_active_mask)

/** @} */

/** @cond internal */

#define MUSTER_CPUMASK_WORDS ((NR_CPUS + 63) / 64)

struct cpumask {
    uint64_t bits[MUSTER_CPUMASK_WORDS];
};

/*
 * The machine's masks, with Linux's meaning. Only set_cpu_*() writes them; any CPU reads them at
 * any time. A bit is set and cleared by an atomic operation on its word.
 */
extern struct cpumask
    __cpu_possible_mask MUSTER_LINK_NAME(cpu_possible_mask) MUSTER_IN_THIS_PROGRAM;
extern struct cpumask __cpu_present_mask MUSTER_LINK_NAME(cpu_present_mask) MUSTER_IN_THIS_PROGRAM;
extern struct cpumask __cpu_online_mask MUSTER_LINK_NAME(cpu_online_mask) MUSTER_IN_THIS_PROGRAM;
extern struct cpumask __cpu_active_mask MUSTER_LINK_NAME(cpu_active_mask) MUSTER_IN_THIS_PROGRAM;

static inline bool cpumask_test_cpu(unsigned int cpu, const struct cpumask *mask)
{
    return cpu < NR_CPUS &&
           ((__atomic_load_n(&mask->bits[cpu / 64], __ATOMIC_ACQUIRE) >> (cpu % 64)) & 1);
}

static inline void cpumask_set_cpu(unsigned int cpu, struct cpumask *mask)
{
    __atomic_fetch_or(&mask->bits[cpu / 64], UINT64_C(1) << (cpu % 64), __ATOMIC_RELEASE);
}

static inline void cpumask_clear_cpu(unsigned int cpu, struct cpumask *mask)
{
    __atomic_fetch_and(&mask->bits[cpu / 64], ~(UINT64_C(1) << (cpu % 64)), __ATOMIC_RELEASE);
}

static inline void cpumask_clear(struct cpumask *mask)
{
    for (unsigned int word = 0; word < MUSTER_CPUMASK_WORDS; word++)
        mask->bits[word] = 0;
}

static inline void cpumask_copy(struct cpumask *to, const struct cpumask *from)
{
    for (unsigned int word = 0; word < MUSTER_CPUMASK_WORDS; word++)
        to->bits[word] = from->bits[word];
}

static inline unsigned int cpumask_next(int cpu, const struct cpumask *mask)
{
    return cpumask_next_from((unsigned int)(cpu + 1), mask);
}

static inline unsigned int cpumask_first(const struct cpumask *mask)
{
    return cpumask_next_from(0, mask);
}

/** @endcond */

MUSTER_END_DECLS

#endif
