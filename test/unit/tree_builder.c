/* SPDX-License-Identifier: MIT */
#include "tree_builder.h"

#include <libfdt.h>
#include <stdlib.h>
#include <string.h>

static void put_bytes(struct tree_builder *b, const void *bytes, size_t count)
{
    memcpy(b->structure + b->structure_bytes, bytes, count);
    b->structure_bytes += count;
    while (b->structure_bytes % 4 != 0)
        b->structure[b->structure_bytes++] = '\0';
}

void build_word(struct tree_builder *b, uint32_t word)
{
    fdt32_t swapped = cpu_to_fdt32(word);

    put_bytes(b, &swapped, sizeof(swapped));
}

void build_begin(struct tree_builder *b, const char *name)
{
    build_word(b, FDT_BEGIN_NODE);
    put_bytes(b, name, strlen(name) + 1);
}

void build_end(struct tree_builder *b)
{
    build_word(b, FDT_END_NODE);
}

void build_prop(struct tree_builder *b, const char *name, const void *value, size_t bytes)
{
    build_word(b, FDT_PROP);
    build_word(b, (uint32_t)bytes);
    build_word(b, (uint32_t)b->strings_bytes);
    strcpy(b->strings + b->strings_bytes, name);
    b->strings_bytes += strlen(name) + 1;
    put_bytes(b, value, bytes);
}

void build_string(struct tree_builder *b, const char *name, const char *value)
{
    build_prop(b, name, value, strlen(value) + 1);
}

void build_u32(struct tree_builder *b, const char *name, uint32_t value)
{
    fdt32_t swapped = cpu_to_fdt32(value);

    build_prop(b, name, &swapped, sizeof(swapped));
}

#define RESERVE_OFFSET 40 /* behind the header */

void *build_tree(const struct tree_builder *b)
{
    size_t blocks = RESERVE_OFFSET + 8 * b->reserve_words + 16;
    size_t structure = b->structure_last ? blocks + ((b->strings_bytes + 3) & ~(size_t)3) : blocks;
    size_t strings = b->structure_last ? blocks : blocks + b->structure_bytes;
    size_t total = b->structure_last ? structure + b->structure_bytes : strings + b->strings_bytes;
    char *fdt = calloc(1, total);

    fdt_set_magic(fdt, FDT_MAGIC);
    fdt_set_totalsize(fdt, (uint32_t)total);
    fdt_set_off_dt_struct(fdt, (uint32_t)structure);
    fdt_set_off_dt_strings(fdt, (uint32_t)strings);
    fdt_set_off_mem_rsvmap(fdt, RESERVE_OFFSET);
    fdt_set_version(fdt, b->version ? b->version : 17);
    fdt_set_last_comp_version(fdt, 16);
    fdt_set_size_dt_strings(fdt, (uint32_t)b->strings_bytes);
    /* version 16 has no such field: any value may stand there */
    fdt_set_size_dt_struct(fdt, b->version == 16 ? 0xffffffff : (uint32_t)b->structure_bytes);
    for (size_t i = 0; i < b->reserve_words; i++)
        ((fdt64_t *)(fdt + RESERVE_OFFSET))[i] = cpu_to_fdt64(b->reserve[i]);
    memcpy(fdt + structure, b->structure, b->structure_bytes);
    memcpy(fdt + strings, b->strings, b->strings_bytes);
    return fdt;
}

void *tree_structure_last(const void *fdt)
{
    size_t front = (fdt_off_mem_rsvmap(fdt) + 16 * ((size_t)fdt_num_mem_rsv(fdt) + 1));
    size_t structure = (front + fdt_size_dt_strings(fdt) + 3) & ~(size_t)3;
    size_t total = structure + fdt_size_dt_struct(fdt);
    char *other = calloc(1, total);

    memcpy(other, fdt, front);
    memcpy(other + front, (const char *)fdt + fdt_off_dt_strings(fdt), fdt_size_dt_strings(fdt));
    memcpy(other + structure, (const char *)fdt + fdt_off_dt_struct(fdt), fdt_size_dt_struct(fdt));
    fdt_set_off_dt_strings(other, (uint32_t)front);
    fdt_set_off_dt_struct(other, (uint32_t)structure);
    fdt_set_totalsize(other, (uint32_t)total);
    return other;
}
