/* SPDX-License-Identifier: MIT */
#include <muster/board.h>

/* Describes QEMU's "xlnx-versal-virt" machine. Source: docs/system/arm/xlnx-versal-virt.rst; AM011,
 * "Memory": 2 GiB of RAM from address 0. For an ELF program, QEMU puts the device tree at the base
 * of RAM. */
MUSTER_DEFINE_BOARD(xlnx_versal_virt) = {
    .compatible = "xlnx-versal-virt",
    .name = "xlnx-versal-virt",
    .ram_pa = 0,
    .ram_bytes = 0x80000000,
    .tree_pa = {0},
    .tree_places = 1,
};
