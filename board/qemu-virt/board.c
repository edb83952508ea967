/* SPDX-License-Identifier: MIT */
#include <muster/board.h>

/* Describes QEMU's "virt" machine. Source: docs/system/arm/virt.rst, "Hardware configuration
 * information for bare-metal programming". The device tree is at the base of RAM and a PL011 at
 * 0x09000000. RAM has the addresses up to 256 GiB; what there is beyond them has its own place. */
MUSTER_DEFINE_BOARD(qemu_virt) = {
    .compatible = "linux,dummy-virt",
    .name = "qemu-virt",
    .ram_pa = 0x40000000,
    .ram_bytes = 0x3fc0000000,
    .tree_pa = {0x40000000},
    .tree_places = 1,
    .early_serial_compatible = "arm,pl011",
    .early_serial_pa = 0x09000000,
};
