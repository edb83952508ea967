/* SPDX-License-Identifier: MIT */
#include <muster/pmu.h>

#include <errno.h>
#include <stddef.h>

#include <muster/percpu.h>

#include "aarch64/cpu/id_override.h"
#include "aarch64/cpu/sysreg.h"
#include "arch/cpu.h"

/*
 * Counts cycles and events with the performance monitors, PMUv3 (Arm ARM D11). On the way down from
 * EL2, el2.S has given all event counters to EL1 and switched the traps off.
 */

/* The state of a CPU's counters. Only the CPU itself accesses it. */
struct pmu_cpu {
    uint32_t overflows[MUSTER_PMU_EVENTS_MAX];
    uint8_t count; /* events that are counted */
    /* true from muster_pmu_start() to muster_pmu_stop() */
    bool counts;
};
static DEFINE_PER_CPU(struct pmu_cpu, pmu_cpus);

#define READ(name)                                                                                 \
    __extension__({                                                                                \
        uint64_t read_word;                                                                        \
        __asm__ volatile("mrs %0, " #name : "=r"(read_word) : : "memory");                         \
        read_word;                                                                                 \
    })
#define WRITE(name, value)                                                                         \
    __asm__ volatile("msr " #name ", %0" : : "r"((uint64_t)(value)) : "memory")

static void synchronize(void)
{
    __asm__ volatile("isb" ::: "memory");
}

static unsigned int version(void)
{
    return id_field(DFR0, ID_AA64DFR0_PMUVER_SHIFT, READ(id_aa64dfr0_el1));
}

bool muster_pmu_available(void)
{
    return version() != 0 && version() != ID_AA64DFR0_PMUVER_IMPDEF;
}

unsigned int muster_pmu_counters(void)
{
    if (!muster_pmu_available())
        return 0;
    return (READ(pmcr_el0) >> PMCR_N_SHIFT) & ((1u << PMCR_N_WIDTH) - 1);
}

bool muster_pmu_has_event(uint16_t event)
{
    unsigned int bit = event & 0x1f;

    if (!muster_pmu_available())
        return false;
    if ((event & 0x3fff) > 0x3f || event > 0x7fff)
        return true;
    if (event >= 0x4000)
        bit += 32;
    return ((event & 0x20 ? READ(pmceid1_el0) : READ(pmceid0_el0)) >> bit) & 1;
}

/* ---- the counters --------------------------------------------------------------------------- */

/* Returns the filter bits of an event: count at the level that the runtime runs at. EL2 is not
 * counted unless NSH is set. */
static uint64_t filter(void)
{
    return arch_current_el() == 2 ? PMEVTYPER_NSH : 0;
}

static void select_counter(unsigned int counter)
{
    WRITE(pmselr_el0, counter);
    synchronize(); /* before pmxevtyper_el0 and pmxevcntr_el0, which then access that counter */
}

static int check_events(const uint16_t *events, unsigned int count)
{
    if (!muster_pmu_available())
        return -EOPNOTSUPP;
    if (count > MUSTER_PMU_EVENTS_MAX || (count && !events))
        return -EINVAL;
    if (count > muster_pmu_counters())
        return -ENOSPC;
    for (unsigned int i = 0; i < count; i++)
        if (!muster_pmu_has_event(events[i]))
            return -ENOENT;
    return 0;
}

int muster_pmu_start(const uint16_t *events, unsigned int count)
{
    struct pmu_cpu *mine = this_cpu_ptr(&pmu_cpus);
    uint64_t control = PMCR_LC | (version() >= ID_AA64DFR0_PMUVER_3P5 ? PMCR_LP : 0);
    int error = check_events(events, count);

    if (error)
        return error;
    WRITE(pmcr_el0, control); /* stops all counters */
    /* before pmovsclr_el0: a counter that is still running could set its flag again */
    synchronize();
    WRITE(pmcntenclr_el0, UINT32_MAX);
    WRITE(pmintenclr_el1, UINT32_MAX);
    WRITE(pmovsclr_el0, UINT32_MAX);
    WRITE(pmccfiltr_el0, filter());
    for (unsigned int i = 0; i < count; i++) {
        select_counter(i);
        WRITE(pmxevtyper_el0, filter() | events[i]);
        mine->overflows[i] = 0;
    }
    mine->count = (uint8_t)count;
    mine->counts = true;
    WRITE(pmcntenset_el0, PMCNTEN_CYCLES | ((UINT64_C(1) << count) - 1));
    WRITE(pmcr_el0, control | PMCR_E | PMCR_P | PMCR_C);
    synchronize();
    return 0;
}

/* Returns the 64-bit value of an event counter. A 32-bit counter is read before its overflow flag:
 * when the flag is not set, the counter had not overflowed at the read; when it is set, the counter
 * is read again. */
static uint64_t read_event(struct pmu_cpu *mine, unsigned int counter)
{
    const uint64_t flag = UINT64_C(1) << counter;
    uint64_t value;

    select_counter(counter);
    value = READ(pmxevcntr_el0);
    synchronize();
    if (READ(pmcr_el0) & PMCR_LP)
        return value;
    if (READ(pmovsset_el0) & flag) {
        WRITE(pmovsclr_el0, flag);
        mine->overflows[counter]++;
        synchronize();
        value = READ(pmxevcntr_el0);
    }
    return (uint64_t)mine->overflows[counter] << 32 | (uint32_t)value;
}

int muster_pmu_read(struct muster_pmu_counts *counts)
{
    struct pmu_cpu *mine = this_cpu_ptr(&pmu_cpus);

    if (!muster_pmu_available())
        return -EOPNOTSUPP;
    /* A CPU that was down since muster_pmu_start() has been reset, which stops the counters
     * (PMCR_EL0.E). */
    if (!mine->counts || !(READ(pmcr_el0) & PMCR_E))
        return -EINVAL;
    synchronize();
    counts->cycles = READ(pmccntr_el0);
    for (unsigned int i = 0; i < MUSTER_PMU_EVENTS_MAX; i++)
        counts->events[i] = i < mine->count ? read_event(mine, i) : 0;
    return 0;
}

int muster_pmu_stop(struct muster_pmu_counts *counts)
{
    int error = muster_pmu_read(counts);

    if (error)
        return error;
    WRITE(pmcr_el0, PMCR_LC);
    synchronize();
    this_cpu_write(pmu_cpus.counts, false);
    return 0;
}
