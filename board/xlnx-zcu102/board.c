/* SPDX-License-Identifier: MIT */
#include <muster/board.h>

/* Describes Xilinx' ZCU102 (Zynq UltraScale+). Source: UG1085, "System Addresses": 2 GiB of RAM
 * from address 0. For an ELF program, QEMU puts the device tree at the base of RAM. */
MUSTER_DEFINE_BOARD(xlnx_zcu102) = {
    .compatible = "xlnx,zynqmp-zcu102",
    .name = "xlnx-zcu102",
    .ram_pa = 0,
    .ram_bytes = 0x80000000,
    .tree_pa = {0},
    .tree_places = 1,
};
