/* SPDX-License-Identifier: MIT */
#include <muster/board.h>

/* QEMU's "virt" machine: docs/system/arm/virt.rst, "Hardware configuration information for
 * bare-metal programming": the device tree at the base of RAM, a PL011 at 0x09000000. */
const struct muster_board muster_board = {
    .name = "qemu-virt",
    .fdt_pa = {0x40000000},
    .early_serial_compatible = "arm,pl011",
    .early_serial_pa = 0x09000000,
};
