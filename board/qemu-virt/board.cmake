# SPDX-License-Identifier: MIT
# RAM starts at 1 GiB, and QEMU puts the device tree of an ELF program in its first 2 MiB.
set(MUSTER_BOARD_LINK_ADDRESS 0x40200000)
