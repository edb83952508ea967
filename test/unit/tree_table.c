/* SPDX-License-Identifier: MIT */
#include "tree_table.h"

static void build_item(struct tree_builder *b, const struct tree_item *item)
{
    fdt32_t cells[2] = {cpu_to_fdt32(item->cells[0]), cpu_to_fdt32(item->cells[1])};

    if (item->kind == TREE_WORD)
        build_word(b, item->cells[0]);
    else if (item->kind == TREE_NODE)
        build_begin(b, item->name);
    else if (item->kind == TREE_CELLS)
        build_prop(b, item->name, cells, item->count * sizeof(cells[0]));
    else
        build_prop(b, item->name, item->bytes, item->count);
}

void build_table(struct tree_builder *b, const struct tree_item *table)
{
    for (; table->kind != TREE_NO_MORE; table++)
        build_item(b, table);
}
