/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_LIBC_MALLOC_CACHE_H
#define MUSTER_RUNTIME_LIBC_MALLOC_CACHE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <muster/linkage.h>

#include "libc/tlsf.h"

/*
 * Keeps free blocks of each CPU for the CPU itself, so that most calls of malloc() and free() take
 * no lock: a list for each size of small blocks. For the heap, these blocks are in use.
 *
 * Only the CPU itself uses its cache, with interrupts masked. Other CPUs read `room` and
 * `capacity`, for mallinfo().
 */

#define CACHE_MAX_BLOCK_BYTES 1040 /* a block for 1,032 bytes */
#define CACHE_LISTS ((size_t)CACHE_MAX_BLOCK_BYTES / TLSF_ALIGNMENT - 1)
/* A list has at most so many blocks. */
#define CACHE_MAX_BLOCKS 32
/* A CPU keeps at most so many bytes, and all CPUs together at most that part of the memory. */
#define CACHE_MAX_BYTES ((size_t)64 << 10)
#define CACHE_PART_OF_MEMORY 16
/* At most so many blocks go between the heap and a list at a time: the lock is held for so long. */
#define CACHE_BATCH 8

/* What is in a block of a cache. The caller's memory begins with it. */
struct cached_block {
    struct cached_block *next;
    uintptr_t mark; /* tells that the block is in a cache: see cache_mark() */
};

/* A list may hold `capacity` blocks, of which it has `room` less. The capacities of all lists
 * together are at most the cache's max_bytes. */
struct cache_list {
    struct cached_block *first;
    uint32_t room, capacity;
};

struct malloc_cache {
    struct cache_list lists[CACHE_LISTS];
    size_t capacity_bytes, max_bytes;
    size_t next_to_shrink;      /* the list that gives up capacity when the cache is full */
    uint8_t batch[CACHE_LISTS]; /* how many blocks a list took from the heap the last time */
};

/* Returns the mark of a block in a cache. Memory that a program has got from malloc() holds it only
 * by a very unlikely chance: it is taken away when the block leaves the cache. */
static inline uintptr_t cache_mark(const struct cached_block *block)
{
    return (uintptr_t)block ^ UINT64_C(0x5555555555555555); /* one EOR */
}

/* Returns true if a block that the heap knows as in use is in a cache. */
static inline bool cache_has(const void *memory)
{
    const struct cached_block *block = memory;
    return block->mark == cache_mark(block);
}

/* Returns the list for blocks of that size. Its number is CACHE_LISTS or more if there is none. */
static inline size_t cache_list_of(size_t block_bytes)
{
    return block_bytes / TLSF_ALIGNMENT - 2;
}

static inline size_t cache_block_bytes(size_t list_number)
{
    return (list_number + 2) * TLSF_ALIGNMENT;
}

/* Returns how many blocks of a list go between it and the heap at a time: CACHE_BATCH, but not more
 * than 1 KiB. The list's capacity changes by as much. */
static inline uint32_t cache_batch(size_t list_number)
{
    size_t most = CACHE_MAX_BLOCK_BYTES / cache_block_bytes(list_number);

    return most < CACHE_BATCH ? (uint32_t)most : CACHE_BATCH;
}

/* Takes a block out of a list, or returns NULL. */
static inline void *cache_take(struct cache_list *list)
{
    struct cached_block *block = list->first;

    if (block) {
        list->first = block->next;
        block->mark = 0;
        __atomic_store_n(&list->room, list->room + 1, __ATOMIC_RELAXED);
    }
    return block;
}

/* Puts a block into a list that has room. */
static inline void cache_put(struct cache_list *list, void *memory)
{
    struct cached_block *block = memory;

    block->next = list->first;
    block->mark = cache_mark(block);
    list->first = block;
    __atomic_store_n(&list->room, list->room - 1, __ATOMIC_RELAXED);
}

#endif
