/* SPDX-License-Identifier: MIT */
#include "aarch64/entry/cpu_ops_spin_table.h"

#include <errno.h>

#include <muster/smp.h>

#include "arch/cpu.h"
#include "arch/mmu.h"
#include "base/boot_record.h"
#include "cpu/cpu_ops.h"
#include "devicetree/fdt_cpu.h"

/*
 * Starts CPUs of the enable-method "spin-table" (Devicetree Specification 3.8.1; Linux
 * Documentation/arm64/booting.rst). Each waits in the firmware's code, with its MMU off, until the
 * word at its cpu-release-addr holds an address, and goes there. Such a CPU cannot be turned off:
 * it has no operation for that, so a CPU that goes down is parked in the runtime, and comes up from
 * there.
 */

/* By logical number: 0, or the hardware id plus one of a CPU that may leave spin_table_entry() with
 * its boot record. Firmware may release several CPUs by one word; those wait until their id is
 * here. The control CPU writes an entry and cleans it to memory, where the CPU reads it. */
uint64_t spin_table_released[NR_CPUS];

/* Where the map has the word that releases each CPU. Written by the boot CPU. */
static uint64_t *release_words[NR_CPUS];

/* Maps the word at @p pa, which is RAM. Returns its address, or NULL. */
static uint64_t *map_word(uintptr_t pa)
{
    const uintptr_t page = pa & ~(uintptr_t)(ARCH_PAGE_BYTES - 1);
    int error = page ? arch_map_again(page, ARCH_PAGE_BYTES, ARCH_MAP_RAM)
                     : arch_map_low(ARCH_PAGE_BYTES, ARCH_MAP_RAM);

    arch_map_commit();
    if (error)
        return NULL;
    return (uint64_t *)(page ? pa : arch_low_address(pa, ARCH_MAP_RAM));
}

static int spin_table_init(unsigned int cpu)
{
    uint64_t pa;
    int error = fdt_cpu_release_addr(cpu_logical_map(cpu), &pa);

    if (error)
        return error;
    if (pa == 0 || pa % sizeof(uint64_t) != 0)
        return -EINVAL;
    /* What memory holds of the array is not known. */
    if (!release_words[0])
        arch_publish(spin_table_released, sizeof(spin_table_released));
    release_words[cpu] = map_word(pa);
    release_words[0] = release_words[cpu];
    return release_words[cpu] ? 0 : -ENOMEM;
}

/* Lets @p cpu go. Each store is in memory before the next one: the record, then the id, then the
 * address. The CPU is woken, whether it waits in the firmware or in spin_table_entry(). Doing this
 * again for a CPU that has gone changes nothing. */
static int spin_table_boot(unsigned int cpu)
{
    arch_publish_boot_record(&boot_records[cpu]);
    __atomic_store_n(&spin_table_released[cpu], cpu_logical_map(cpu) + 1, __ATOMIC_RELAXED);
    arch_publish(&spin_table_released[cpu], sizeof(spin_table_released[cpu]));
    __atomic_store_n(release_words[cpu], (uintptr_t)spin_table_entry, __ATOMIC_RELAXED);
    arch_publish(release_words[cpu], sizeof(uint64_t));
    __asm__ volatile("sev" ::: "memory"); /* behind the DSB of arch_publish() */
    return 0;
}

static const struct cpu_operations cpu_spin_table_ops = {
    .name = "spin-table",
    .init = spin_table_init,
    .boot = spin_table_boot,
};
CPU_OPS(cpu_spin_table_ops);
