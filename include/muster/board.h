/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_BOARD_H
#define MUSTER_BOARD_H

#include <stddef.h>
#include <stdint.h>

#include <muster/linkage.h>

MUSTER_BEGIN_DECLS

/**
 * @file
 * Boards: what must be known about a machine before its device tree has been read.
 *
 * @addtogroup start
 * @{
 */

/**
 * A board is data: what must be known about a machine before its device tree has been read.
 * Everything else comes from the tree. A board is one folder below board/ with a board.c that
 * defines muster_board and a board.cmake that sets MUSTER_BOARD_LINK_ADDRESS, the 2 MiB-aligned
 * physical address at which a loader that does not relocate (an ELF loader) puts the program.
 */
struct muster_board {
    /** Name of the board, for messages. */
    const char *name;

    /**
     * Where to look for the device tree when x0 does not point at one: physical addresses, tried
     * in order; 0 ends the list. The board promises that each can be read, or answers with a
     * synchronous external abort; such an address is skipped.
     */
    uintptr_t fdt_pa[4];

    /**
     * Where the board's RAM may be: from this physical address on, so many bytes. No device lies
     * there. The runtime looks at x0 only if x0 points there, since a look at a device can change
     * it, hang the bus, or end in an SError. With 0 bytes the board promises that its loader always
     * passes the address of a device tree in x0, or 0.
     */
    uintptr_t ram_pa;
    /** How many bytes of RAM there may be. */
    size_t ram_bytes;

    /**
     * A serial port for messages before the device tree has been read (or when it cannot be):
     * its `compatible` string, which selects the driver, and the physical address of its
     * registers. NULL and 0 when there is none: such messages are then lost.
     */
    const char *early_serial_compatible;
    /** The physical address of that port's registers; 0 without a port. */
    uintptr_t early_serial_pa;
};

/** The board that the program is linked for. Constant; valid from the first instruction on. */
extern const struct muster_board muster_board MUSTER_IN_THIS_PROGRAM;

/** @} */

MUSTER_END_DECLS

#endif
