/* SPDX-License-Identifier: MIT */
#ifndef TEST_UNIT_FDT_DEVICES_H
#define TEST_UNIT_FDT_DEVICES_H

#include "devicetree/fdt_scan.h"

/* The drivers of these devices are the table that scan->devices[].match counts in. */
extern const unsigned int fdt_devices_driver_count;

/* Reads what the boot reads of the devices in the tree @p fdt, which fdt_scan() has accepted: the
 * console's port, the interrupt controller and its redistributors, the timer, the clock. May panic.
 * Ends the program when a reader returns what cannot be. */
void fdt_devices_run(const void *fdt, const struct fdt_scan *scan);

#endif
