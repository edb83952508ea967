/* SPDX-License-Identifier: MIT */
#include "tlsf_model.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "libc/tlsf.h"

/* Checks a heap against a list of what should be in it; see tlsf_model.h. */

#define PIECE_BYTES ((size_t)64 << 10)
#define PIECES 16u
#define BLOCKS 256u
#define MAX_ALIGNMENT_LOG2 13

struct block {
    unsigned char *memory;
    size_t size_bytes;
    unsigned char fill;
};

static struct tlsf heap;
static struct block blocks[BLOCKS];
/* The heap's memory, handed out in pieces. Every fourth piece is not given to the heap, so that
 * there are ranges. */
static unsigned char memory[PIECES * PIECE_BYTES] __attribute__((aligned(4096)));
static unsigned int next_piece;

static void must_be(bool condition, const char *what)
{
    if (condition)
        return;
    fprintf(stderr, "tlsf: not true: %s\n", what);
    abort();
}

void tlsf_model_begin(void)
{
    memset(&heap, 0, sizeof(heap));
    memset(blocks, 0, sizeof(blocks));
    next_piece = 0;
}

static void check(const struct block *block, size_t size_bytes)
{
    must_be(tlsf_is_allocated(&heap, block->memory), "a block in use is known");
    must_be(tlsf_usable_bytes(block->memory) >= block->size_bytes, "the block has its size");
    must_be(block->memory >= memory && block->memory + block->size_bytes <= memory + sizeof(memory),
            "the block is in the heap");
    for (size_t i = 0; i < size_bytes; i++)
        must_be(block->memory[i] == block->fill, "the block keeps what was written");
}

static void fill_with(struct block *block, unsigned char byte)
{
    block->fill = byte;
    /* all of it, so that a block that is too near to another one destroys that */
    block->size_bytes = tlsf_usable_bytes(block->memory);
    memset(block->memory, byte, block->size_bytes);
}

static void add(void)
{
    if (next_piece < PIECES && next_piece % 4 != 3)
        tlsf_add(&heap, memory + next_piece * PIECE_BYTES, PIECE_BYTES);
    next_piece++;
}

/* Returns sizes of which small ones are frequent. */
static size_t size_from(uint64_t number)
{
    return number >> 8 & (((size_t)1 << (number & 15)) - 1);
}

static void allocate(struct block *block, uint64_t number)
{
    size_t alignment = (size_t)1 << (number >> 4 & 15) % (MAX_ALIGNMENT_LOG2 + 1);
    size_t size = size_from(number >> 8);
    bool is_thorough = number >> 40 & 1;

    block->memory = tlsf_allocate(&heap, size, alignment, is_thorough);
    if (!block->memory)
        return;
    must_be((uintptr_t)block->memory % alignment == 0, "the block has its alignment");
    must_be((uintptr_t)block->memory % TLSF_ALIGNMENT == 0, "each block has the alignment of all");
    block->size_bytes = size;
    check(block, 0);
    fill_with(block, (unsigned char)(number >> 48));
}

static void release(struct block *block)
{
    check(block, block->size_bytes);
    tlsf_free(&heap, block->memory);
    must_be(!tlsf_is_allocated(&heap, block->memory), "a freed block is not in use");
    block->memory = NULL;
}

static void resize(struct block *block, uint64_t number)
{
    size_t size = size_from(number >> 8), old_bytes = block->size_bytes;

    check(block, old_bytes);
    if (!tlsf_resize(&heap, block->memory, size)) {
        must_be(size > old_bytes, "a block can become smaller");
        check(block, old_bytes);
        return;
    }
    block->size_bytes = size;
    check(block, size < old_bytes ? size : old_bytes);
    fill_with(block, (unsigned char)(number >> 48));
}

void tlsf_model_step(uint64_t number)
{
    struct block *block = &blocks[(number >> 56) % BLOCKS];

    if ((number >> 44 & 63) == 0)
        add();
    else if (!block->memory)
        allocate(block, number);
    else if (number >> 41 & 1)
        resize(block, number);
    else
        release(block);
}

static void release_all(void)
{
    for (unsigned int i = 0; i < BLOCKS; i++)
        if (blocks[i].memory)
            release(&blocks[i]);
}

/* Nothing is in use: each range is one free block again, which can be allocated as a whole. */
void tlsf_model_end(void)
{
    release_all();
    for (unsigned int piece = 0; piece < PIECES && piece < next_piece; piece += 4) {
        size_t pieces = next_piece - piece < 3 ? next_piece - piece : 3;
        must_be(tlsf_allocate(&heap, pieces * PIECE_BYTES - 64, 1, true),
                "a range is in one piece");
    }
    must_be(heap.free_bytes < PIECES * 64, "nothing is left over");
}
