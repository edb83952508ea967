/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_BOARD_H
#define MUSTER_RUNTIME_BOARD_H

#include <stddef.h>

#include <muster/board.h>
#include <muster/linkage.h>

#include "base/image.h"

/* The boards that the program holds entries for, and the one that it runs on. */

IMAGE_SYMBOL(const struct muster_board, boards_start, boards_start);
IMAGE_SYMBOL(const struct muster_board, boards_end, boards_end);
/* The device tree that is linked into a program with a single board; empty if there is none. */
IMAGE_SYMBOL(const char, board_tree_start, board_tree_start);
IMAGE_SYMBOL(const char, board_tree_end, board_tree_end);

/* Makes the board that one of the strings at @p compatible names the one that muster_board()
 * returns. The strings are the value of the root's property: each ends in NUL, all of them together
 * have @p bytes bytes. Called by the boot CPU while no other CPU runs. */
void board_recognise(const char *compatible, size_t bytes) MUSTER_LINK_NAME(board_recognise);

#endif
