# RAM starts at 1 GiB. For an ELF program, QEMU puts the device tree into the first 2 MiB of it, so
# the program starts behind them.
set(MUSTER_BOARD_LINK_ADDRESS 0x40200000)
