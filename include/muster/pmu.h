/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_PMU_H
#define MUSTER_PMU_H

#include <stdbool.h>
#include <stdint.h>

#include <muster/linkage.h>

MUSTER_BEGIN_DECLS

/**
 * @file
 * The performance monitor of the calling CPU (Arm ARM D11, PMUv3): cycles, and events that the
 * application chooses.
 *
 * Each CPU counts for itself, at the runtime's exception level and below, and starts its own. What
 * a CPU has counted is lost when it goes down, or into a power-down state (<muster/idle.h>), and
 * must be started again. Instructions of handlers are counted as well. docs/pmu.md says what QEMU
 * makes of it.
 *
 * @addtogroup measure
 * @{
 */

/** Events, by their architectural number (Arm ARM D11.11.2); others may be used as well. */
enum muster_pmu_event {
    /** Refills of the first-level instruction cache. */
    MUSTER_PMU_L1I_CACHE_REFILL = 0x01,
    /** Refills of the first-level data cache. */
    MUSTER_PMU_L1D_CACHE_REFILL = 0x03,
    /** Accesses to the first-level data cache. */
    MUSTER_PMU_L1D_CACHE = 0x04,
    /** Refills of the first-level data TLB. */
    MUSTER_PMU_L1D_TLB_REFILL = 0x05,
    /** Instructions that were executed. */
    MUSTER_PMU_INSTRUCTIONS = 0x08,
    /** Branches that were mispredicted or not predicted. */
    MUSTER_PMU_BRANCHES_MISPREDICTED = 0x10,
    /** Cycles. */
    MUSTER_PMU_CYCLES = 0x11,
    /** Data memory accesses. */
    MUSTER_PMU_MEMORY_ACCESSES = 0x13,
    /** Accesses to the second-level data cache. */
    MUSTER_PMU_L2D_CACHE = 0x16,
    /** Refills of the second-level data cache. */
    MUSTER_PMU_L2D_CACHE_REFILL = 0x17,
    /** Bus accesses. */
    MUSTER_PMU_BUS_ACCESSES = 0x19,
    /** Cycles without an instruction to issue. */
    MUSTER_PMU_STALLS_FRONTEND = 0x23,
    /** Cycles in which no instruction could be issued. */
    MUSTER_PMU_STALLS_BACKEND = 0x24,
};

/** The most events at a time. Many CPUs have six counters, some fewer: muster_pmu_counters(). */
#define MUSTER_PMU_EVENTS_MAX 8

/** What has been counted since muster_pmu_start(). */
struct muster_pmu_counts {
    /** Cycles, in 64 bits. */
    uint64_t cycles;
    /** The events, in the order of muster_pmu_start(); 0 beyond them. */
    uint64_t events[MUSTER_PMU_EVENTS_MAX];
};

/**
 * Returns true if the CPU has a PMUv3: ID_AA64DFR0_EL1.PMUVer is neither 0 nor 0xf.
 *
 * @return true if it has one
 *
 * **Context:** a function of the application, for the calling CPU; not in handlers. Does not wait.
 */
bool muster_pmu_available(void);

/**
 * Returns how many events the CPU can count at a time beside cycles.
 *
 * @return the number; 0 without a PMU
 *
 * **Context:** a function of the application, for the calling CPU; not in handlers. Does not wait.
 */
unsigned int muster_pmu_counters(void);

/**
 * Returns true if the CPU has an event. PMCEID0_EL0 and PMCEID1_EL0 tell that for events below 0x40
 * and from 0x4000 to 0x403f. Of others nothing is known, and it returns true.
 *
 * @param event  the event
 * @return false if the CPU does not have it
 *
 * **Context:** a function of the application, for the calling CPU; not in handlers. Does not wait.
 */
bool muster_pmu_has_event(uint16_t event);

/**
 * Sets all counters to 0 and begins to count cycles and events.
 *
 * @param events  the events
 * @param count   how many
 * @retval 0            it counts
 * @retval -EOPNOTSUPP  the CPU has no PMUv3
 * @retval -EINVAL      more than MUSTER_PMU_EVENTS_MAX events
 * @retval -ENOSPC      more events than the CPU has counters for
 * @retval -ENOENT      the CPU does not have one of the events
 *
 * After an error nothing has changed.
 *
 * **Context:** a function of the application, for the calling CPU; not in handlers. Does not wait.
 * **Cost:** some dozens of instructions.
 */
int muster_pmu_start(const uint16_t *events, unsigned int count);

/**
 * Reads what has been counted so far, and goes on counting.
 *
 * With PMUv3p5 (PMUVer 6 and later) events have 64 bits. Before that the counters have 32, and one
 * overflow of each between two calls is made up for: with events that occur in each cycle, call it
 * every second.
 *
 * @param counts  gets the counts
 * @retval 0            the counts are there
 * @retval -EOPNOTSUPP  the CPU has no PMUv3
 * @retval -EINVAL      the CPU does not count: not started, stopped, or it has been down since
 *
 * **Context:** a function of the application, for the calling CPU; not in handlers. Does not wait.
 * **Ordering:** instructions before the call are counted (ISB). **Cost:** 112 instructions from one
 * read to the next, and 11 for each event.
 */
int muster_pmu_read(struct muster_pmu_counts *counts);

/**
 * Reads as muster_pmu_read(), and stops counting.
 *
 * @param counts  gets the counts
 * @return as muster_pmu_read()
 *
 * **Context:** a function of the application, for the calling CPU; not in handlers. Does not wait.
 */
int muster_pmu_stop(struct muster_pmu_counts *counts);

/** @} */

MUSTER_END_DECLS

#endif
