/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_ARCH_EL3_H
#define MUSTER_RUNTIME_ARCH_EL3_H

#include <stdbool.h>
#include <stdint.h>

#include <muster/linkage.h>

/*
 * The arch contract: EL3, where the program itself has entered there. No firmware is below such a
 * program, and what only EL3 may do, its own EL3 does for it.
 */

#define ARCH_EL3 3u

/* The enable-method of all CPUs then, whatever the device tree says. */
#define EL3_ENABLE_METHOD "holding-pen"

/* Returns true if the boot CPU has entered at EL3. Valid from arch_el3_take() on; any CPU. */
bool arch_el3_is_ours(void) MUSTER_LINK_NAME(arch_el3_is_ours);

/* Says that the boot CPU has entered at EL3, and hands the counter's frequency to the CNTFRQ_EL0 of
 * each CPU. On the boot CPU, while it is alone. */
void arch_el3_take(uint32_t counter_hz) MUSTER_LINK_NAME(arch_el3_take);

/* Reads or writes a device's register in the secure state. Orders like a DSB, on both sides. Only
 * if arch_el3_is_ours(); any CPU. */
uint32_t arch_el3_read32(uintptr_t pa) MUSTER_LINK_NAME(arch_el3_read32);
void arch_el3_write32(uintptr_t pa, uint32_t value) MUSTER_LINK_NAME(arch_el3_write32);

#endif
