/* SPDX-License-Identifier: MIT */
/* Finds the nodes of drivers and maps their registers; see device.h. */
#include "devicetree/device.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>

#include <muster/console.h>
#include <muster/machine.h>
#include <muster/spinlock.h>

#include "arch/cpu.h"
#include "arch/mmu.h"
#include "base/clock.h"
#include "base/ticks.h"
#include "base/wait_limit.h"
#include "devicetree/fdt_lookup.h"
#include "memory/memory.h"

const struct fdt_device *device_find(const struct fdt_scan *scan, const char *compatible)
{
    for (unsigned int i = 0; i < scan->device_count; i++)
        if (strcmp(drivers_start[scan->devices[i].match].compatible, compatible) == 0)
            return &scan->devices[i];
    return NULL;
}

const struct fdt_device *device_find_kind(const struct fdt_scan *scan, enum driver_kind kind,
                                          const struct driver **driver)
{
    const struct fdt_device *found = NULL;

    for (unsigned int i = 0; i < scan->device_count; i++) {
        const struct fdt_device *device = &scan->devices[i];
        if (drivers_start[device->match].kind == kind && (!found || device->match < found->match))
            found = device;
    }
    if (found)
        *driver = &drivers_start[found->match];
    return found;
}

/* Maps entry @p index of the node's `reg` by @p map. */
static uintptr_t map_by(int (*map)(uintptr_t pa, size_t size_bytes),
                        const struct fdt_device *device, unsigned int index)
{
    char shown[PRINTABLE_BYTES];
    uint64_t pa, size_bytes;
    int error = device_reg(device, index, &pa, &size_bytes);

    if (!error)
        error = map(pa, size_bytes);
    if (!error)
        return pa;
    console_printf("muster: %s: cannot map entry %u of its reg: error %d\n",
                   fdt_shown_name(device->node_offset, shown), index, error);
    return 0;
}

uintptr_t device_map(const struct fdt_device *device, unsigned int index)
{
    return map_by(muster_map_device, device, index);
}

/* Stores the whole pages around [pa, pa + size_bytes). Returns false for a range that is empty or
 * wraps round. */
static bool whole_pages(uintptr_t pa, size_t size_bytes, uintptr_t *start, size_t *bytes)
{
    const uintptr_t page_mask = ARCH_PAGE_BYTES - 1;

    if (size_bytes == 0 || pa + size_bytes < pa)
        return false;
    *start = pa & ~page_mask;
    *bytes = ((pa + size_bytes + page_mask) & ~page_mask) - *start;
    return true;
}

/* Lets in one CPU at a time. The boot maps without the lock, before other CPUs run. */
static DEFINE_SPINLOCK(map_lock);

int muster_map_device(uintptr_t pa, size_t size_bytes)
{
    uintptr_t start;
    size_t bytes;
    if (!whole_pages(pa, size_bytes, &start, &bytes))
        return -EINVAL;

    uint64_t flags;
    spin_lock_irqsave(&map_lock, flags);
    int error;
    do
        error = arch_map_again(start, bytes, ARCH_MAP_DEVICE);
    while (error == -ENOMEM && memory_add_tables());
    arch_map_commit();
    spin_unlock_irqrestore(&map_lock, flags);
    return error;
}

/* A CPU holds the lock for some microseconds. */
#define MAP_LOCK_TIMEOUT_MS 100

static int map_at_end(uintptr_t pa, size_t size_bytes)
{
    uint64_t start_ticks = counter_now(), limit = clock_ticks_of_ms(MAP_LOCK_TIMEOUT_MS);
    uintptr_t start;
    size_t bytes;
    if (!whole_pages(pa, size_bytes, &start, &bytes))
        return -EINVAL;

    uint64_t flags = arch_irq_save();
    bool has_lock;
    while (!(has_lock = spin_trylock(&map_lock)) && !wait_is_late(start_ticks, limit))
        cpu_relax();
    int error = arch_map_again(start, bytes, ARCH_MAP_DEVICE);
    arch_map_commit();
    if (has_lock)
        spin_unlock(&map_lock);
    arch_irq_restore(flags);
    return error;
}

uintptr_t device_map_at_end(const struct fdt_device *device, unsigned int index)
{
    return map_by(map_at_end, device, index);
}
