/* SPDX-License-Identifier: MIT */
#include "console/symbols.h"

#include <string.h>

#include <muster/console.h>

#include "base/image.h"

/* Finds the function that an address belongs to, and prints lines of back traces. */

IMAGE_SYMBOL(const struct symbol_table, symbols_start, symbols_start);
IMAGE_SYMBOL(const struct symbol_table, symbols_end, symbols_end);

/* Returns the index of the last function that begins at or before @p offset. The first function
 * begins at 0. */
static uint64_t index_of(const struct symbol_table *table, uintptr_t offset)
{
    uint64_t first = 0, end = table->count;

    while (end - first > 1) {
        uint64_t middle = first + (end - first) / 2;
        if (table->offsets[middle] <= offset)
            first = middle;
        else
            end = middle;
    }
    return first;
}

const char *symbol_of(uintptr_t address, size_t *offset_bytes)
{
    const struct symbol_table *table = symbols_start;
    uintptr_t offset = address - (uintptr_t)image_start;

    if (table == symbols_end || address < (uintptr_t)image_start ||
        offset >= table->offsets[table->count])
        return NULL;

    uint64_t index = index_of(table, offset);
    const char *name = table->names;
    /* Counts through the names. An index of them would be as large as the offsets, and serve only a
     * report's few lines. */
    for (uint64_t i = 0; i < index; i++)
        name += strlen(name) + 1;
    *offset_bytes = offset - table->offsets[index];
    return name;
}

void symbols_print_name(uintptr_t address, bool is_return_address)
{
    size_t offset_bytes;
    /* When a call that never returns is the last instruction of a function, its return address lies
     * behind the function. So look up the byte before it. */
    const char *name = symbol_of(address - is_return_address, &offset_bytes);

    if (name)
        console_printf(" %s+0x%lx", name, (unsigned long)(offset_bytes + is_return_address));
}

void symbols_print_address(uintptr_t address, bool is_return_address)
{
    const struct symbol_table *table = symbols_start;

    console_printf("    0x%016lx", (unsigned long)address);
    if (table != symbols_end)
        table->print_name(address, is_return_address);
    console_printf(is_return_address ? "\n" : " (interrupted)\n");
}
