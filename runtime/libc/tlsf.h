/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_LIBC_TLSF_H
#define MUSTER_RUNTIME_LIBC_TLSF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <muster/linkage.h>

/*
 * Divides memory into blocks: a two-level segregated fit (M. Masmano and others, "TLSF: a New
 * Dynamic Memory Allocator for Real-Time Systems", ECRTS 2004).
 *
 * Free blocks are in lists by size, and bitmaps say which lists have any. So allocating and freeing
 * take a constant number of steps, however many blocks and holes there are. A block that becomes
 * free is joined with its free neighbours at once. Each block costs 8 bytes besides what the caller
 * asked for, which is rounded up to 8 bytes above a multiple of 16.
 *
 * The caller has the lock.
 */

/* Every block begins at a multiple of this. It is what _Alignof(max_align_t) is on AArch64. */
#define TLSF_ALIGNMENT 16u

/* The lists: for each power of two, as many as it has equal parts. */
#define TLSF_PARTS_LOG2 4
#define TLSF_PARTS (1u << TLSF_PARTS_LOG2)
/* Below this size in bytes each list has blocks of one size only. */
#define TLSF_SMALL_LOG2 8
/* Addresses have at most so many bits (Arm ARM D8.1: 48 with a granule of 4 KiB). */
#define TLSF_ADDRESS_BITS 48
#define TLSF_POWERS (TLSF_ADDRESS_BITS - TLSF_SMALL_LOG2 + 1)

/* What a block in use has besides the caller's memory: its header, right before that. */
#define TLSF_OVERHEAD_BYTES sizeof(size_t)
#define TLSF_MIN_BLOCK_BYTES ((size_t)32)
/* No block can be larger. The sum of two such sizes does not overflow. */
#define TLSF_MAX_BLOCK_BYTES ((size_t)1 << (TLSF_ADDRESS_BITS - 1))

struct tlsf_block;

/* A heap. All zeroes is a heap without memory. */
struct tlsf {
    uintptr_t lowest, highest;   /* all blocks are between these two addresses */
    uint64_t powers;             /* bit n: parts[n] is not 0 */
    uint16_t parts[TLSF_POWERS]; /* bit n: the list has a block */
    struct tlsf_block *lists[TLSF_POWERS][TLSF_PARTS]; /* undefined while its bit is 0 */
    uintptr_t end; /* the end of the memory that was added last */
    size_t added_bytes, free_bytes;
};

/* Adds [start, start + size_bytes) to the heap. It is joined with the memory that was added before
 * if it follows that and both are whole multiples of TLSF_ALIGNMENT. Less than 64 bytes are not
 * used. */
void tlsf_add(struct tlsf *heap, void *start, size_t size_bytes) MUSTER_LINK_NAME(tlsf_add);

/*
 * Returns memory of at least @p size_bytes at a multiple of @p alignment_bytes, which is a power of
 * two, or NULL. Its contents are undefined. With @p is_thorough a free block is found if any is
 * large enough, by a walk over one list; without, one that is up to a sixteenth larger than needed
 * may be passed over.
 */
void *tlsf_allocate(struct tlsf *heap, size_t size_bytes, size_t alignment_bytes, bool is_thorough)
    MUSTER_LINK_NAME(tlsf_allocate);
/* Returns how many bytes tlsf_add() must add for that allocation to succeed, if they follow what
 * was added last. Returns 0 when no heap can be so large. */
size_t tlsf_missing_bytes(const struct tlsf *heap, size_t size_bytes, size_t alignment_bytes)
    MUSTER_LINK_NAME(tlsf_missing_bytes);

/* Returns the size of the block that gives the caller @p size_bytes, or 0 if it is too large. */
static inline size_t tlsf_block_bytes_for(size_t size_bytes)
{
    if (size_bytes > TLSF_MAX_BLOCK_BYTES - TLSF_MIN_BLOCK_BYTES)
        return 0;
    size_t bytes =
        (size_bytes + TLSF_OVERHEAD_BYTES + TLSF_ALIGNMENT - 1) & ~(size_t)(TLSF_ALIGNMENT - 1);
    return bytes < TLSF_MIN_BLOCK_BYTES ? TLSF_MIN_BLOCK_BYTES : bytes;
}

/* What the header of a block has besides its size. */
#define TLSF_IS_FREE ((size_t)1)
#define TLSF_PREVIOUS_IS_FREE ((size_t)2)
#define TLSF_FLAGS ((size_t)TLSF_ALIGNMENT - 1)

/* Returns the header of the block at @p memory. Needs no lock if that block, or the one before it,
 * is in use. */
static inline size_t tlsf_header(const void *memory)
{
    return __atomic_load_n((const size_t *)memory - 1, __ATOMIC_RELAXED);
}

/* Returns the size of the block in use at @p memory. Needs no lock. */
static inline size_t tlsf_block_bytes(const void *memory)
{
    return tlsf_header(memory) & ~TLSF_FLAGS;
}

/* Returns true if @p memory can be what tlsf_allocate() has returned and nothing has freed: it is
 * where a block can be, and the heap's records around it agree that the block is in use. Needs no
 * lock if the block is in use. */
static inline bool tlsf_is_allocated(const struct tlsf *heap, const void *memory)
{
    const uintptr_t at = (uintptr_t)memory;
    const uintptr_t highest = __atomic_load_n(&heap->highest, __ATOMIC_RELAXED);

    if (at % TLSF_ALIGNMENT != 0 || at >= highest ||
        at <= __atomic_load_n(&heap->lowest, __ATOMIC_RELAXED))
        return false;
    const size_t header = tlsf_header(memory), bytes = header & ~TLSF_FLAGS;
    return !(header & TLSF_IS_FREE) && bytes - TLSF_MIN_BLOCK_BYTES < highest - at &&
           !(tlsf_header((const char *)memory + bytes) & TLSF_PREVIOUS_IS_FREE);
}

/* Frees what tlsf_allocate() has returned. */
void tlsf_free(struct tlsf *heap, void *memory) MUSTER_LINK_NAME(tlsf_free);
/* Makes the memory larger or smaller where it is. Returns false if there is no room for that, and
 * changes nothing then. */
bool tlsf_resize(struct tlsf *heap, void *memory, size_t size_bytes) MUSTER_LINK_NAME(tlsf_resize);
/* Returns true if no block comes after that of @p memory, in the memory that was added last. */
bool tlsf_is_last(const struct tlsf *heap, const void *memory) MUSTER_LINK_NAME(tlsf_is_last);
/* Returns how many bytes the caller may use at @p memory. */
static inline size_t tlsf_usable_bytes(const void *memory)
{
    return tlsf_block_bytes(memory) - TLSF_OVERHEAD_BYTES;
}

#endif
