/* SPDX-License-Identifier: MIT */
#include <muster/board.h>

/* Describes QEMU's "virt" machine. Source: docs/system/arm/virt.rst, "Hardware configuration
 * information for bare-metal programming". The device tree is at the base of RAM and a PL011 at
 * 0x09000000. RAM has the addresses up to 256 GiB; what there is beyond them has its own place. */
const struct muster_board muster_board = {
    .name = "qemu-virt",
    .fdt_pa = {0x40000000},
    .ram_pa = 0x40000000,
    .ram_bytes = 0x3fc0000000,
    .early_serial_compatible = "arm,pl011",
    .early_serial_pa = 0x09000000,
};
