/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_SYMBOLS_H
#define MUSTER_RUNTIME_SYMBOLS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <muster/linkage.h>

/* The names of the program's functions, for back traces. A program that is built with SYMBOLS has
 * one such table, which cmake/symbol-table.cmake makes from the program itself. In other programs
 * only symbols_print_address() is linked, and prints addresses without names. */
struct symbol_table {
    const uint32_t *offsets; /* of each function from image_start, ascending; then the end */
    const char *names;       /* in the same order, each with its NUL */
    uint64_t count;
    /* symbols_print_name(). Only the table refers to that function, so the linker takes it only
     * together with a table. */
    void (*print_name)(uintptr_t address, bool is_return_address);
};

/* Returns the name of the function that holds @p address, and sets @p offset_bytes to the distance
 * from its start. Returns NULL if no function holds the address, or there is no table. */
const char *symbol_of(uintptr_t address, size_t *offset_bytes) MUSTER_LINK_NAME(symbol_of);

/* Prints the name of the function that holds @p address and the offset in it, or nothing if the
 * name is unknown. */
void symbols_print_name(uintptr_t address, bool is_return_address)
    MUSTER_LINK_NAME(symbols_print_name);

/* Prints a line of a back trace: @p address, and its function if the image knows the names. A
 * return address lies behind its call, so the call's function is looked up one byte before. Any
 * other address is where something was interrupted, and is looked up as it is. */
void symbols_print_address(uintptr_t address, bool is_return_address)
    MUSTER_LINK_NAME(symbols_print_address);

#endif
