/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_MACHINE_H
#define MUSTER_MACHINE_H

#include <stddef.h>
#include <stdint.h>

#include <muster/linkage.h>

MUSTER_BEGIN_DECLS

/**
 * Resets the machine: PSCI SYSTEM_RESET. Destructors and atexit() functions do not run.
 * @return -EOPNOTSUPP when the firmware has no SYSTEM_RESET; -EIO when it came back from it.
 * **Context:** any CPU.
 */
int muster_system_reset(void);

/**
 * Resets the machine in a way of its firmware's: PSCI SYSTEM_RESET2 (1.1).
 * @param reset_type  0 for a warm reset, or a vendor's type with bit 31 set (DEN0022 5.12)
 * @param cookie      goes with a vendor's type
 * @return -EOPNOTSUPP when the firmware has no SYSTEM_RESET2, or not of that type; another errno of
 *         its answer (psci_to_errno()); -EIO when it came back from it without one.
 * **Context:** any CPU.
 */
int muster_system_reset2(uint32_t reset_type, uint64_t cookie);

/**
 * Lets the calling CPU stand by until an interrupt is pending: PSCI CPU_SUSPEND with a standby
 * state, in which nothing is lost. An interrupt that is pending already ends it at once, also while
 * interrupts are masked.
 * @param power_state  a standby state of the machine's firmware; 0 on many
 * @return 0 after the wake-up; -EINVAL for a power-down state, or what the firmware does not know;
 *         -EOPNOTSUPP when it has no CPU_SUSPEND; another errno of its answer.
 * **Context:** any CPU.
 */
int muster_cpu_standby(uint32_t power_state);

/**
 * Maps the registers of a device at their physical address as Device-nGnRE memory, in whole 4 KiB
 * pages; a page that is mapped so already stays as it is.
 * @return 0; -EINVAL for page 0, a size of 0 or an address beyond the CPU's physical range;
 *         -EEXIST when a page is mapped as ordinary memory; -ENOMEM without room for page tables.
 * **Context:** any CPU, any time but in an NMI; may wait for another CPU that maps.
 * **Ordering:** the pages are there for every CPU when it returns.
 */
int muster_map_device(uintptr_t pa, size_t size_bytes);

/**
 * A counter that runs at muster_counter_hz() on every CPU alike (CNTVCT_EL0), read in program
 * order. **Context:** any CPU, any time.
 */
uint64_t muster_counter(void);

/**
 * The counter's frequency in Hz: the device tree's word, or CNTFRQ_EL0 (docs/time.md); never 0. A
 * guess before the first constructor, if the firmware has not set CNTFRQ_EL0.
 */
uint32_t muster_counter_hz(void);

MUSTER_END_DECLS

#endif
