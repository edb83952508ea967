/* SPDX-License-Identifier: MIT */
#include "exit/machine_end.h"

#include <stddef.h>

#include <muster/fdt.h>

#include "base/driver.h"
#include "base/machine_end_driver.h"
#include "devicetree/device.h"

/* Searches the device tree for devices that end the machine. */

typedef void end_operation(const struct fdt_device *device);

/* A bit for each enum machine_end that has been tried. */
static uint32_t tried;

/* Returns the operation of a late driver, or NULL if it has none or does not have this rank. */
static end_operation *operation_of(const struct driver *driver, enum machine_end_rank rank,
                                   enum machine_end end)
{
    const struct machine_end_driver *operations = driver->operations;

    if (driver->kind != DRIVER_MACHINE_END || operations->rank != rank)
        return NULL;
    return end == MACHINE_OFF ? operations->turn_off : operations->reset;
}

/* Calls the operation of each driver of that rank for each of its devices; with @p only_looks,
 * calls none. Returns true if there is a device. */
static bool for_each_device(enum machine_end_rank rank, enum machine_end end, bool only_looks)
{
    bool is_known = false;

    for (const struct driver *driver = late_drivers_start; driver < late_drivers_end; driver++) {
        end_operation *operation = operation_of(driver, rank, end);
        struct fdt_device device = {.node_offset = -1};

        while (operation && device_find_late(driver, device.node_offset, &device)) {
            is_known = true;
            if (!only_looks)
                operation(&device);
        }
    }
    return is_known;
}

bool machine_end_is_known(enum machine_end end)
{
    bool is_known = false;

    for (unsigned int rank = 0; muster_fdt() && rank < MACHINE_END_RANKS; rank++)
        is_known |= for_each_device(rank, end, true);
    return is_known;
}

void machine_end_try(enum machine_end end)
{
    uint32_t bit = UINT32_C(1) << end;

    if (!muster_fdt() || (__atomic_fetch_or(&tried, bit, __ATOMIC_RELAXED) & bit))
        return;
    for (unsigned int rank = 0; rank < MACHINE_END_RANKS; rank++)
        for_each_device(rank, end, false);
}
