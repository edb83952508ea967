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
 * Maps the registers of a device at their physical address as Device-nGnRE memory, in whole 4 KiB
 * pages; a page that is mapped so already stays as it is.
 * @return 0; -EINVAL for page 0, a size of 0 or an address beyond the CPU's physical range;
 *         -EEXIST when a page is mapped as ordinary memory; -ENOMEM without room for page tables.
 * **Context:** CPU 0 while it boots, or one CPU at a time under a lock of the caller's.
 */
int muster_map_device(uintptr_t pa, size_t size_bytes);

/**
 * A counter that runs at muster_counter_hz() on every CPU alike (CNTVCT_EL0), read in program
 * order. **Context:** any CPU, any time.
 */
uint64_t muster_counter(void);

/** The counter's frequency in Hz (CNTFRQ_EL0); never 0 once the boot CPU runs C code. */
uint32_t muster_counter_hz(void);

MUSTER_END_DECLS

#endif
