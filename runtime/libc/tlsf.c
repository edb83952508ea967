/* SPDX-License-Identifier: MIT */
#include "libc/tlsf.h"

/* Divides memory into blocks that are free or in use; see tlsf.h. */

/*
 * A block, as its header and what is in it while it is free. The memory that the caller gets begins
 * at next_free. It reaches over the first member of the following block, which has a meaning only
 * while this block is free.
 *
 *      previous_block | size, flags | the caller's memory ...  | (previous_block) size, flags | ...
 *      0                8             16                         size
 */
struct tlsf_block {
    struct tlsf_block *previous_block; /* defined only if PREVIOUS_IS_FREE */
    size_t size_and_flags;             /* the size: the distance to the following block, in bytes */
    struct tlsf_block *next_free, *previous_free; /* in its list; only while it is free */
};

_Static_assert(sizeof(struct tlsf_block) == TLSF_MIN_BLOCK_BYTES &&
                   offsetof(struct tlsf_block, size_and_flags) + sizeof(size_t) ==
                       offsetof(struct tlsf_block, next_free),
               "tlsf.h states what a header is");

#define IS_FREE TLSF_IS_FREE
#define PREVIOUS_IS_FREE TLSF_PREVIOUS_IS_FREE
#define FLAGS TLSF_FLAGS

#define HEADER_BYTES offsetof(struct tlsf_block, next_free)
/* The last header of added memory: a block in use, without a size. */
#define END_BYTES HEADER_BYTES
#define MIN_ADDED_BYTES (TLSF_MIN_BLOCK_BYTES + END_BYTES + TLSF_ALIGNMENT)

/* ---- blocks and their neighbours ------------------------------------------------------------- */

static size_t size_of(const struct tlsf_block *block)
{
    return block->size_and_flags & ~FLAGS;
}

static bool is_free(const struct tlsf_block *block)
{
    return block->size_and_flags & IS_FREE;
}

static struct tlsf_block *block_at(uintptr_t address)
{
    return (struct tlsf_block *)address;
}

static struct tlsf_block *block_after(const struct tlsf_block *block)
{
    return block_at((uintptr_t)block + size_of(block));
}

static struct tlsf_block *block_of(const void *memory)
{
    return block_at((uintptr_t)memory - HEADER_BYTES);
}

static void *memory_of(struct tlsf_block *block)
{
    return &block->next_free;
}

/* Notes in a block, which may be in use, whether the one before it is free. Its owner may read the
 * header meanwhile, without the lock. */
static void set_previous_is_free(struct tlsf_block *block, bool is)
{
    size_t others = block->size_and_flags & ~PREVIOUS_IS_FREE;
    __atomic_store_n(&block->size_and_flags, is ? others | PREVIOUS_IS_FREE : others,
                     __ATOMIC_RELAXED);
}

static void set_size(struct tlsf_block *block, size_t size_bytes)
{
    block->size_and_flags = size_bytes | (block->size_and_flags & FLAGS);
}

/* Returns the size of the block that gives the caller memory with an alignment, or 0 if it is too
 * large. The block has room for the largest gap at its
 * beginning that must then become a block of its own. */
static size_t block_bytes_for_aligned(size_t size_bytes, size_t alignment_bytes)
{
    size_t bytes = tlsf_block_bytes_for(size_bytes);

    if (alignment_bytes <= TLSF_ALIGNMENT || !bytes)
        return bytes;
    if (alignment_bytes > TLSF_MAX_BLOCK_BYTES)
        return 0;
    bytes += alignment_bytes + TLSF_MIN_BLOCK_BYTES;
    return bytes <= TLSF_MAX_BLOCK_BYTES ? bytes : 0;
}

/* ---- lists of free blocks -------------------------------------------------------------------- */

/* A list: which power of two, and which part of that. */
struct list {
    unsigned int power, part;
};

static unsigned int log2_of(size_t size_bytes)
{
    return 63 - (unsigned int)__builtin_clzll(size_bytes);
}

/* Returns the list that a free block of that size is in. */
static struct list list_of(size_t size_bytes)
{
    if (size_bytes >> TLSF_SMALL_LOG2 == 0)
        return (struct list){0, (unsigned int)(size_bytes / TLSF_ALIGNMENT)};
    unsigned int log2 = log2_of(size_bytes);
    return (struct list){log2 - TLSF_SMALL_LOG2 + 1,
                         size_bytes >> (log2 - TLSF_PARTS_LOG2) & (TLSF_PARTS - 1)};
}

/* Returns the first list of which every block has at least that size. */
static struct list list_for(size_t size_bytes)
{
    if (size_bytes >> TLSF_SMALL_LOG2 != 0)
        size_bytes += ((size_t)1 << (log2_of(size_bytes) - TLSF_PARTS_LOG2)) - 1;
    return list_of(size_bytes);
}

static bool has_block(const struct tlsf *heap, struct list list)
{
    return heap->parts[list.power] >> list.part & 1;
}

/* Puts a block at the beginning of its list. */
static void insert(struct tlsf *heap, struct tlsf_block *block)
{
    struct list list = list_of(size_of(block));
    struct tlsf_block **first = &heap->lists[list.power][list.part];

    block->previous_free = NULL;
    block->next_free = has_block(heap, list) ? *first : NULL;
    if (block->next_free)
        block->next_free->previous_free = block;
    *first = block;
    heap->parts[list.power] |= (uint16_t)(1u << list.part);
    heap->powers |= (uint64_t)1 << list.power;
    heap->free_bytes += size_of(block);
}

/* Makes @p next the first block of a list; NULL means that the list is empty. */
static void set_first(struct tlsf *heap, struct list list, struct tlsf_block *next)
{
    heap->lists[list.power][list.part] = next;
    if (next)
        return;
    heap->parts[list.power] &= (uint16_t) ~(1u << list.part);
    if (!heap->parts[list.power])
        heap->powers &= ~((uint64_t)1 << list.power);
}

/* Takes a block out of its list. */
static void take_out(struct tlsf *heap, struct tlsf_block *block)
{
    if (block->next_free)
        block->next_free->previous_free = block->previous_free;
    if (block->previous_free)
        block->previous_free->next_free = block->next_free;
    else
        set_first(heap, list_of(size_of(block)), block->next_free);
    heap->free_bytes -= size_of(block);
}

/* Returns the first block of the list, or of the next list that has any, or NULL. */
static struct tlsf_block *first_from(const struct tlsf *heap, struct list list)
{
    uint32_t parts = heap->parts[list.power] & (~UINT32_C(0) << list.part);

    if (!parts) {
        uint64_t powers = heap->powers & (~UINT64_C(0) << (list.power + 1));
        if (!powers)
            return NULL;
        list.power = (unsigned int)__builtin_ctzll(powers);
        parts = heap->parts[list.power];
    }
    return heap->lists[list.power][__builtin_ctz(parts)];
}

/* ---- free blocks, used blocks ---------------------------------------------------------------- */

/* Marks a block as free, tells its neighbour, and puts it into its list. */
static void mark_free(struct tlsf *heap, struct tlsf_block *block)
{
    struct tlsf_block *after = block_after(block);

    block->size_and_flags |= IS_FREE;
    set_previous_is_free(after, true);
    after->previous_block = block;
    insert(heap, block);
}

/* Takes a free block out of its list and marks it as used. */
static void mark_used(struct tlsf *heap, struct tlsf_block *block)
{
    take_out(heap, block);
    block->size_and_flags &= ~IS_FREE;
    set_previous_is_free(block_after(block), false);
}

/* Frees a used block, and joins it with its free neighbours. */
static void release(struct tlsf *heap, struct tlsf_block *block)
{
    struct tlsf_block *after = block_after(block);

    if (is_free(after)) {
        take_out(heap, after);
        set_size(block, size_of(block) + size_of(after));
    }
    if (block->size_and_flags & PREVIOUS_IS_FREE) {
        struct tlsf_block *before = block->previous_block;
        take_out(heap, before);
        set_size(before, size_of(before) + size_of(block));
        block = before;
    }
    mark_free(heap, block);
}

/* Cuts a used block in two used ones. Returns the second, which begins after @p size_bytes. */
static struct tlsf_block *cut(struct tlsf_block *block, size_t size_bytes)
{
    struct tlsf_block *second = block_at((uintptr_t)block + size_bytes);

    second->size_and_flags = size_of(block) - size_bytes;
    set_size(block, size_bytes);
    return second;
}

/* Frees what a used block has beyond @p size_bytes, if that is enough for a block. */
static void trim(struct tlsf *heap, struct tlsf_block *block, size_t size_bytes)
{
    if (size_of(block) - size_bytes >= TLSF_MIN_BLOCK_BYTES)
        release(heap, cut(block, size_bytes));
}

/* ---- finding a free block -------------------------------------------------------------------- */

/* Returns the free block at the end of what was added last, or NULL. */
static struct tlsf_block *free_block_at_end(const struct tlsf *heap)
{
    if (!heap->end)
        return NULL;
    const struct tlsf_block *end = block_at(heap->end - END_BYTES);
    return end->size_and_flags & PREVIOUS_IS_FREE ? end->previous_block : NULL;
}

/* Returns the first block of the list from @p block on that is large enough, or NULL. */
static struct tlsf_block *first_that_fits(struct tlsf_block *block, size_t size_bytes)
{
    while (block && size_of(block) < size_bytes)
        block = block->next_free;
    return block;
}

/* Slow path of find(): no list has only blocks that are large enough. Looks at the list of the size
 * itself, which may have blocks that are too small, and at the end of the heap. */
static __attribute__((noinline)) struct tlsf_block *find_tight(const struct tlsf *heap,
                                                               size_t size_bytes, bool is_thorough)
{
    struct list list = list_of(size_bytes);
    struct tlsf_block *end = free_block_at_end(heap);
    struct tlsf_block *first = has_block(heap, list) ? heap->lists[list.power][list.part] : NULL;

    if (first && size_of(first) >= size_bytes)
        return first;
    if (end && size_of(end) >= size_bytes)
        return end;
    return is_thorough ? first_that_fits(first, size_bytes) : NULL;
}

static struct tlsf_block *find(const struct tlsf *heap, size_t size_bytes, bool is_thorough)
{
    struct tlsf_block *block = first_from(heap, list_for(size_bytes));

    return block ? block : find_tight(heap, size_bytes, is_thorough);
}

/* ---- what the caller calls ------------------------------------------------------------------- */

/* Writes the header that ends the heap's memory. */
static void write_end(struct tlsf *heap, uintptr_t end)
{
    block_at(end - END_BYTES)->size_and_flags = 0;
    heap->end = end;
    if (end > heap->highest)
        __atomic_store_n(&heap->highest, end, __ATOMIC_RELAXED);
}

void tlsf_add(struct tlsf *heap, void *start, size_t size_bytes)
{
    const uintptr_t first = ((uintptr_t)start + TLSF_ALIGNMENT - 1) & ~(uintptr_t)FLAGS;
    const uintptr_t end = ((uintptr_t)start + size_bytes) & ~(uintptr_t)FLAGS;
    struct tlsf_block *block = block_at(first);

    if (size_bytes < MIN_ADDED_BYTES)
        return;
    if (first == heap->end)
        block = block_at(first - END_BYTES); /* the old end, which keeps its flags */
    else
        block->size_and_flags = 0;
    if (!heap->lowest || first < heap->lowest)
        __atomic_store_n(&heap->lowest, first, __ATOMIC_RELAXED);
    set_size(block, end - END_BYTES - (uintptr_t)block);
    write_end(heap, end);
    heap->added_bytes += size_bytes;
    release(heap, block);
}

/* Cuts off the beginning of a used block so that its memory begins at a multiple of the alignment.
 * The part before is free, and at least as large as a block must be. */
static struct tlsf_block *align(struct tlsf *heap, struct tlsf_block *block, size_t alignment_bytes)
{
    const uintptr_t memory = (uintptr_t)memory_of(block), mask = alignment_bytes - 1;

    if ((memory & mask) == 0)
        return block;
    uintptr_t aligned = (memory + TLSF_MIN_BLOCK_BYTES + mask) & ~mask;
    struct tlsf_block *second = cut(block, aligned - memory);
    release(heap, block);
    return second;
}

void *tlsf_allocate(struct tlsf *heap, size_t size_bytes, size_t alignment_bytes, bool is_thorough)
{
    const size_t found_bytes = block_bytes_for_aligned(size_bytes, alignment_bytes);
    struct tlsf_block *block = found_bytes ? find(heap, found_bytes, is_thorough) : NULL;

    if (!block)
        return NULL;
    mark_used(heap, block);
    if (alignment_bytes > TLSF_ALIGNMENT)
        block = align(heap, block, alignment_bytes);
    trim(heap, block, tlsf_block_bytes_for(size_bytes));
    return memory_of(block);
}

size_t tlsf_missing_bytes(const struct tlsf *heap, size_t size_bytes, size_t alignment_bytes)
{
    const size_t needed = block_bytes_for_aligned(size_bytes, alignment_bytes);
    const struct tlsf_block *end = free_block_at_end(heap);

    if (!needed)
        return 0;
    size_t missing = end && size_of(end) < needed ? needed - size_of(end) : needed;
    return missing + MIN_ADDED_BYTES;
}

void tlsf_free(struct tlsf *heap, void *memory)
{
    release(heap, block_of(memory));
}

bool tlsf_resize(struct tlsf *heap, void *memory, size_t size_bytes)
{
    struct tlsf_block *block = block_of(memory), *after = block_after(block);
    const size_t bytes = tlsf_block_bytes_for(size_bytes);

    if (!bytes)
        return false;
    if (bytes > size_of(block)) {
        if (!is_free(after) || size_of(block) + size_of(after) < bytes)
            return false;
        mark_used(heap, after);
        set_size(block, size_of(block) + size_of(after));
    }
    trim(heap, block, bytes);
    return true;
}

bool tlsf_is_last(const struct tlsf *heap, const void *memory)
{
    const struct tlsf_block *after = block_after(block_of(memory));

    if (is_free(after))
        after = block_after(after);
    return (uintptr_t)after == heap->end - END_BYTES;
}
