/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_BOARD_H
#define MUSTER_BOARD_H

#include <stddef.h>
#include <stdint.h>

#include <muster/linkage.h>

MUSTER_BEGIN_DECLS

/**
 * @file
 * Boards: what cannot be read from a machine's device tree.
 *
 * @addtogroup start
 * @{
 */

/** How many places of a device tree a board can name. */
#define MUSTER_TREE_PLACES 4

/**
 * Describes a board as data. A program holds an entry for each board that it is built with. The
 * runtime finds the entry with a `compatible` that the root of the machine's device tree has,
 * too. A machine that no entry describes needs none, if its loader hands over a complete tree.
 */
struct muster_board {
    /** The string to look for in the root's `compatible`. */
    const char *compatible;
    /** Name of the board, for messages. */
    const char *name;

    /**
     * Where the board's RAM may be: from this physical address on, so many bytes. No device lies
     * there. A program that was loaded there without a device tree may be on this board, and looks
     * at the places of `tree_pa`.
     */
    uintptr_t ram_pa;
    /** How many bytes of RAM there may be. */
    size_t ram_bytes;
    /** Where in that RAM a device tree may lie that x0 does not point at: physical addresses, in
     * the order in which the runtime looks at them. Each can be read, or answers with a synchronous
     * external abort. */
    uintptr_t tree_pa[MUSTER_TREE_PLACES];
    /** How many places `tree_pa` names. */
    unsigned int tree_places;

    /**
     * A serial port for messages when the tree does not name one that works, in force as soon as
     * the board has been recognised: its `compatible` string, which selects the driver, and the
     * physical address of its registers. NULL and 0 when there is none.
     */
    const char *early_serial_compatible;
    /** The physical address of that port's registers; 0 without a port. */
    uintptr_t early_serial_pa;
};

/** Adds a board to the program, in a source file of its own:
 * `MUSTER_DEFINE_BOARD(identifier) = {.compatible = ..., ...};` */
#define MUSTER_DEFINE_BOARD(identifier)                                                            \
    static const struct muster_board muster_board_##identifier                                     \
        __attribute__((used, section(".muster_boards"), aligned(8)))

/**
 * Returns the board that the program runs on.
 *
 * @return the entry, valid for ever; one with the name "unknown" if no entry describes the machine.
 *
 * **Context:** any CPU, at any time; does not wait.
 */
const struct muster_board *muster_board(void) MUSTER_IN_THIS_PROGRAM;

/** @} */

MUSTER_END_DECLS

#endif
