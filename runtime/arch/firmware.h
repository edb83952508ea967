/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_ARCH_FIRMWARE_H
#define MUSTER_RUNTIME_ARCH_FIRMWARE_H

#include <stdbool.h>
#include <stdint.h>

#include <muster/linkage.h>

/* The arch contract: the firmware, which starts and stops CPUs and the machine (PSCI). */

enum fdt_psci_method { FDT_PSCI_METHOD_NONE, FDT_PSCI_METHOD_HVC, FDT_PSCI_METHOD_SMC };

/* What the device tree says of PSCI. */
struct fdt_psci {
    bool present;
    enum fdt_psci_method method;
    bool has_standard_ids; /* PSCI 0.2 or later: the function ids are those of DEN0022 */
    /* The function ids of PSCI 0.1; 0 where the tree gives none. */
    uint32_t cpu_suspend, cpu_off, cpu_on, migrate;
};

/* Asks the firmware for its version and functions, and fills psci_ops. On the boot CPU, while it is
 * alone; no PSCI function works before. Does nothing if arch_el3_is_ours(). */
void arch_firmware_init(const struct fdt_psci *psci) MUSTER_LINK_NAME(arch_firmware_init);

#endif
