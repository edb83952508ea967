/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_MACHINE_H
#define MUSTER_MACHINE_H

#include <stddef.h>
#include <stdint.h>

#include <muster/linkage.h>

MUSTER_BEGIN_DECLS

/**
 * @file
 * The machine: reset, and the registers of devices.
 *
 * @addtogroup machine
 * @{
 */

/**
 * Resets the machine: by PSCI SYSTEM_RESET, or else by a device that the device tree names for it
 * and that has a driver (syscon-reboot, gpio-restart, a watchdog). What the calling CPU has printed
 * is sent before, an unfinished line too. Destructors and atexit() functions do not run.
 *
 * @retval -EOPNOTSUPP  the firmware has no SYSTEM_RESET, and the tree names no such device
 * @retval -EIO         the machine has not been reset by any of them, within the time that each has
 *
 * **Context:** any CPU. Does not return if it succeeds.
 */
int muster_system_reset(void);

/**
 * Resets the machine in a way of its firmware's: PSCI SYSTEM_RESET2 (1.1). What is printed is sent
 * as by muster_system_reset().
 *
 * @param reset_type  0 for a warm reset, or a vendor's type with bit 31 set (DEN0022 5.12)
 * @param cookie      goes with a vendor's type
 * @retval -EOPNOTSUPP  the firmware has no SYSTEM_RESET2, or not of that type
 * @retval -EIO         the firmware came back from it without an error
 * @return otherwise an errno for the firmware's answer (psci_to_errno())
 *
 * **Context:** any CPU. Does not return if it succeeds.
 */
int muster_system_reset2(uint32_t reset_type, uint64_t cookie);

/**
 * Maps the registers of a device at their physical address as Device-nGnRE memory, in whole 4 KiB
 * pages. A page that is mapped so already stays as it is. <muster/mmio.h> accesses the registers.
 *
 * @param pa          the physical address
 * @param size_bytes  how much
 * @retval 0        the pages are mapped
 * @retval -EINVAL  page 0, a size of 0, or an address beyond the CPU's physical range
 * @retval -EEXIST  a page is mapped as ordinary memory
 * @retval -ENOMEM  there is no room for page tables
 *
 * **Context:** any CPU, any time but in an NMI; may wait for another CPU that maps.
 * **Ordering:** when it returns, the pages are there for every CPU that learns of it by an acquire
 * or a later barrier. A CPU without FEAT_ETS2 may still take a translation fault at its first
 * access (Arm ARM D8.2.6); the runtime looks again and has the CPU repeat the access.
 */
int muster_map_device(uintptr_t pa, size_t size_bytes);

/** @} */

MUSTER_END_DECLS

#endif
