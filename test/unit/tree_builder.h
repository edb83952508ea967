/* SPDX-License-Identifier: MIT */
#ifndef TEST_UNIT_TREE_BUILDER_H
#define TEST_UNIT_TREE_BUILDER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Puts a tree together token by token, with no check, so that it can be wrong in every way that
 * libfdt would not let it be.
 */
struct tree_builder {
    char structure[32768], strings[16384];
    size_t structure_bytes, strings_bytes;
    uint64_t reserve[8]; /* addresses and sizes; the end is added */
    size_t reserve_words;
    uint32_t version;    /* 0 means 17 */
    bool structure_last; /* behind the strings block, at the very end of the tree */
};

void build_word(struct tree_builder *b, uint32_t word);
void build_begin(struct tree_builder *b, const char *name);
void build_end(struct tree_builder *b);
void build_prop(struct tree_builder *b, const char *name, const void *value, size_t bytes);
void build_string(struct tree_builder *b, const char *name, const char *value);
void build_u32(struct tree_builder *b, const char *name, uint32_t value);

/* Returns the tree, in a heap buffer of exactly totalsize bytes. */
void *build_tree(const struct tree_builder *b);

/* Returns the good tree @p fdt with its blocks in another order, in a heap buffer of exactly its
 * size. */
void *tree_structure_last(const void *fdt);

#endif
