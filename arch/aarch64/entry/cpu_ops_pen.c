/* SPDX-License-Identifier: MIT */
#include <errno.h>

#include <muster/smp.h>

#include "aarch64/cpu/cache_ops.h"
#include "aarch64/entry/pen.h"
#include "arch/cpu.h"
#include "arch/el3.h"
#include "base/boot_record.h"
#include "base/clock.h"
#include "base/wait_limit.h"
#include "cpu/cpu_ops.h"

/*
 * Starts CPUs out of the holding pen: the operations of the enable-method that all CPUs have when
 * they entered the image at EL3 at once (pen.S). Such a CPU cannot be turned off: there is no
 * operation for that, so a CPU that goes down is parked in the runtime, and comes up from there.
 */

/*
 * How long no CPU comes into the pen before those that have not come count as missing. CPUs that
 * wait in the pen take the host's time from those on their way: an emulator with a thread for each
 * CPU runs WFE as a loop. So each CPU that comes gives the others the whole time again, and all
 * that are missing cost it once.
 */
#define ARRIVAL_NS (10 * NS_PER_S)

/* When a control CPU last found that a CPU had come; 0 before the first look. */
static uint64_t last_arrival_ticks;

uint64_t pen_slots[PEN_SLOTS] __attribute__((section(".muster_uncleared")));

/* Returns the slot of @p cpu, or NULL if the pen has none for it: pen_slot() in pen.S. */
static uint64_t *slot_of(unsigned int cpu)
{
    uint64_t hwid = cpu_logical_map(cpu);

    if (arch_hwid_has_threads()) {
        if (hwid & 0xff)
            return NULL;
        hwid >>= 8;
    }
    uint64_t place = hwid & 0xff, cluster = hwid >> 8;
    if (place >= PEN_CPUS_OF_CLUSTER || cluster >= PEN_CLUSTERS)
        return NULL;
    return &pen_slots[PEN_CPUS_OF_CLUSTER * cluster + place];
}

static void send_event(void)
{
    __asm__ volatile("sev" ::: "memory"); /* behind the DSB of arch_publish() */
}

/* Returns what memory holds of the slot: the line of this CPU's caches is dropped first, because
 * the CPU in the pen writes past them. The DSB is wait_for_cache_lines(). */
static uint64_t read_slot(uint64_t *slot)
{
    clean_and_invalidate_line((uintptr_t)slot);
    wait_for_cache_lines();
    return __atomic_load_n(slot, __ATOMIC_RELAXED);
}

static void write_slot(uint64_t *slot, uint64_t value)
{
    __atomic_store_n(slot, value, __ATOMIC_RELAXED);
    arch_publish(slot, sizeof(*slot));
    send_event();
}

/* Takes out what memory held before: a CPU that waits stores PEN_WAITING again. */
static int cpu_pen_init(unsigned int cpu)
{
    uint64_t *slot = slot_of(cpu);

    if (!slot)
        return -ENXIO;
    write_slot(slot, 0);
    return 0;
}

/* Returns true if @p slot says that its CPU is in the pen, or has left it with @p record. */
static bool has_come(uint64_t *slot, const struct boot_record *record)
{
    uint64_t found = read_slot(slot);

    return found == PEN_WAITING || found == (uintptr_t)record;
}

/* Starts the wait for arrivals anew. */
static void note_arrival(void)
{
    __atomic_store_n(&last_arrival_ticks, counter_now(), __ATOMIC_RELAXED);
}

/* Waits until the CPU of @p slot has come. Returns false if no CPU comes any more. */
static bool wait_for_arrival(uint64_t *slot, const struct boot_record *record)
{
    const uint64_t limit_ticks = clock_ticks_of_ns(ARRIVAL_NS);

    if (__atomic_load_n(&last_arrival_ticks, __ATOMIC_RELAXED) == 0)
        note_arrival();
    while (!has_come(slot, record)) {
        uint64_t start_ticks = __atomic_load_n(&last_arrival_ticks, __ATOMIC_RELAXED);

        if (wait_is_late(start_ticks, limit_ticks) && !has_come(slot, record))
            return false;
        send_event();
    }
    return true;
}

/* Lets @p cpu go. The record is in memory before the slot. Doing this again for a CPU that has gone
 * changes nothing. */
static int cpu_pen_boot(unsigned int cpu)
{
    const struct boot_record *record = &boot_records[cpu];
    uint64_t *slot = slot_of(cpu);

    arch_publish_boot_record(record);
    if (!wait_for_arrival(slot, record))
        return -ENODEV; /* it is off, and no firmware is there that could turn it on */
    note_arrival();
    write_slot(slot, (uintptr_t)record);
    return 0;
}

static const struct cpu_operations cpu_pen_ops = {
    .name = EL3_ENABLE_METHOD,
    .init = cpu_pen_init,
    .boot = cpu_pen_boot,
};
CPU_OPS(cpu_pen_ops);
