/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_PMU_H
#define MUSTER_PMU_H

#include <stdbool.h>
#include <stdint.h>

#include <muster/linkage.h>

MUSTER_BEGIN_DECLS

/*
 * The performance monitor of the calling CPU (Arm ARM D11, PMUv3): cycles, and events that the
 * application chooses. Each CPU counts for itself, at the runtime's exception level and below, and
 * starts its own. docs/pmu.md says what QEMU makes of it.
 *
 * All of these: **Context:** a function of the application, for the calling CPU; not in handlers,
 * whose instructions are counted as well. What a CPU counts is lost when it goes down, or into a
 * power-down state (<muster/idle.h>), and has to be started again.
 */

/** Events, by their architectural number (Arm ARM D11.11.2); others may be used as well. */
enum muster_pmu_event {
    MUSTER_PMU_L1I_CACHE_REFILL = 0x01,
    MUSTER_PMU_L1D_CACHE_REFILL = 0x03,
    MUSTER_PMU_L1D_CACHE = 0x04,
    MUSTER_PMU_L1D_TLB_REFILL = 0x05,
    MUSTER_PMU_INSTRUCTIONS = 0x08,
    MUSTER_PMU_BRANCHES_MISPREDICTED = 0x10,
    MUSTER_PMU_CYCLES = 0x11,
    MUSTER_PMU_MEMORY_ACCESSES = 0x13,
    MUSTER_PMU_L2D_CACHE = 0x16,
    MUSTER_PMU_L2D_CACHE_REFILL = 0x17,
    MUSTER_PMU_BUS_ACCESSES = 0x19,
    MUSTER_PMU_STALLS_FRONTEND = 0x23,
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

/** Whether the CPU has a PMUv3: ID_AA64DFR0_EL1.PMUVer is neither 0 nor 0xf. */
bool muster_pmu_available(void);

/** How many events the CPU can count at a time beside cycles; 0 without a PMU. */
unsigned int muster_pmu_counters(void);

/**
 * Whether the CPU has that event. PMCEID0_EL0 and PMCEID1_EL0 tell it for events below 0x40 and
 * from 0x4000 to 0x403f; of others nobody knows, and this says true.
 */
bool muster_pmu_has_event(uint16_t event);

/**
 * Sets all counters to 0 and begins to count cycles and the @p count events of @p events.
 * @return 0; -EOPNOTSUPP the CPU has no PMUv3; -EINVAL more than MUSTER_PMU_EVENTS_MAX events;
 *         -ENOSPC more than it has counters for; -ENOENT it does not have one of the events. After
 *         an error nothing has changed.
 * Some dozens of instructions.
 */
int muster_pmu_start(const uint16_t *events, unsigned int count);

/**
 * Reads what has been counted so far, and goes on counting.
 *
 * With PMUv3p5 (PMUVer 6 and later) events have 64 bits. Before that the counters have 32, and one
 * overflow of each between two calls is made up for: with events that occur in each cycle, call it
 * every second.
 * @return 0; -EOPNOTSUPP no PMUv3; -EINVAL the CPU does not count: not started, stopped, or it has
 *         been down since.
 * **Ordering:** instructions before the call are counted (ISB). Cost: 112 instructions from one
 * read to the next, and 11 for each event.
 */
int muster_pmu_read(struct muster_pmu_counts *counts);

/** Reads as muster_pmu_read(), and stops counting. */
int muster_pmu_stop(struct muster_pmu_counts *counts);

MUSTER_END_DECLS

#endif
