/* SPDX-License-Identifier: MIT */
/* Finds out which of the program's boards it runs on. */
#include "console/board.h"

#include <string.h>

#include "arch/cpu.h"
#include "base/published.h"

static const struct muster_board unknown_board = {.compatible = "", .name = "unknown"};

/* Written by the boot CPU while no other CPU runs. */
static const struct muster_board *this_board PUBLISHED = &unknown_board;

const struct muster_board *muster_board(void)
{
    return this_board;
}

static const struct muster_board *find(const char *compatible)
{
    for (const struct muster_board *board = boards_start; board < boards_end; board++)
        if (strcmp(board->compatible, compatible) == 0)
            return board;
    return NULL;
}

void board_recognise(const char *compatible, size_t bytes)
{
    const struct muster_board *board = NULL;

    if (bytes == 0 || compatible[bytes - 1] != '\0')
        return;
    for (size_t at = 0; at < bytes && !board; at += strlen(compatible + at) + 1)
        board = find(compatible + at);
    if (!board)
        return;
    this_board = board;
    arch_publish(&this_board, sizeof(this_board));
}
