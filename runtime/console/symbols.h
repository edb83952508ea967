/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_SYMBOLS_H
#define MUSTER_RUNTIME_SYMBOLS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <muster/linkage.h>

/*
 * The names of the program's functions, for back traces. A program that is built with SYMBOLS has
 * one such table, which cmake/symbol-table.cmake makes of the program itself. Others have none, and
 * of what follows only symbols_print_address() (arch.h), which looks for one.
 */
struct symbol_table {
    const uint32_t *offsets; /* of each function from image_start, ascending; then the end of all */
    const char *names;       /* of each, in the same order, each with its NUL */
    uint64_t count;
    /* symbols_print_name(), to which nothing else refers: so it is linked with a table alone. */
    void (*print_name)(uintptr_t address, bool is_return_address);
};

/* The name of the function that @p address is in, and how far in. NULL: in none, or no table. */
const char *symbol_of(uintptr_t address, size_t *offset_bytes) MUSTER_LINK_NAME(symbol_of);

void symbols_print_name(uintptr_t address, bool is_return_address)
    MUSTER_LINK_NAME(symbols_print_name);

/*
 * Prints a line of a back trace: the address, and its function if the image knows the names of its
 * functions. A return address is behind the call; any other, the PC of something that was
 * interrupted, is where it is.
 */
void symbols_print_address(uintptr_t address, bool is_return_address)
    MUSTER_LINK_NAME(symbols_print_address);

#endif
