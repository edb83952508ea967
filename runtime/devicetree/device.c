/* SPDX-License-Identifier: MIT */
/* Finds the nodes of drivers and maps their registers; see device.h. */
#include "devicetree/device.h"

#include <errno.h>
#include <string.h>

#include <muster/console.h>
#include <muster/machine.h>
#include <muster/spinlock.h>

#include "arch/mmu.h"
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

uintptr_t device_map(const struct fdt_device *device, unsigned int index)
{
    char shown[PRINTABLE_BYTES];
    uint64_t pa, size_bytes;
    int error = device_reg(device, index, &pa, &size_bytes);

    if (!error)
        error = muster_map_device(pa, size_bytes);
    if (!error)
        return pa;
    console_printf("muster: %s: cannot map entry %u of its reg: error %d\n",
                   fdt_shown_name(device->node_offset, shown), index, error);
    return 0;
}

/* Lets in one CPU at a time. The boot maps without the lock, before other CPUs run. */
static DEFINE_SPINLOCK(map_lock);

int muster_map_device(uintptr_t pa, size_t size_bytes)
{
    const uintptr_t page_mask = ARCH_PAGE_BYTES - 1;
    if (size_bytes == 0 || pa + size_bytes < pa)
        return -EINVAL;
    uintptr_t start = pa & ~page_mask;
    uintptr_t end = (pa + size_bytes + page_mask) & ~page_mask;

    uint64_t flags;
    spin_lock_irqsave(&map_lock, flags);
    int error;
    do
        error = arch_map_again(start, end - start, ARCH_MAP_DEVICE);
    while (error == -ENOMEM && memory_add_tables());
    arch_map_commit();
    spin_unlock_irqrestore(&map_lock, flags);
    return error;
}
