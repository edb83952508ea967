/* SPDX-License-Identifier: MIT */
#include <muster/board.h>

/* Describes the Raspberry Pi 3, model B. Source: "BCM2837 ARM Peripherals", 1.2.3: RAM from address
 * 0 up to the peripherals at 0x3f000000. The firmware, and QEMU for an Image with -dtb, hand over a
 * device tree in x0; for an ELF program QEMU puts it at the base of RAM. */
MUSTER_DEFINE_BOARD(raspi3b) = {
    .compatible = "raspberrypi,3-model-b",
    .name = "raspi3b",
    .ram_pa = 0,
    .ram_bytes = 0x3f000000,
    .tree_pa = {0},
    .tree_places = 1,
};
