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

struct tlsf_block;

/* A heap. All zeroes is a heap without memory. */
struct tlsf {
    uint64_t powers;                                   /* bit n: parts[n] is not 0 */
    uint16_t parts[TLSF_POWERS];                       /* bit n: the list has a block */
    struct tlsf_block *lists[TLSF_POWERS][TLSF_PARTS]; /* undefined while its bit is 0 */
    uintptr_t lowest, highest; /* all blocks are between these two addresses */
    uintptr_t end;             /* the end of the memory that was added last */
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

/* Returns true if @p memory can be what tlsf_allocate() has returned and nothing has freed: it is
 * where a block can be, and the heap's records around it agree that the block is in use. */
bool tlsf_is_allocated(const struct tlsf *heap, const void *memory)
    MUSTER_LINK_NAME(tlsf_is_allocated);
/* Frees what tlsf_allocate() has returned. */
void tlsf_free(struct tlsf *heap, void *memory) MUSTER_LINK_NAME(tlsf_free);
/* Makes the memory larger or smaller where it is. Returns false if there is no room for that, and
 * changes nothing then. */
bool tlsf_resize(struct tlsf *heap, void *memory, size_t size_bytes) MUSTER_LINK_NAME(tlsf_resize);
/* Returns true if no block comes after that of @p memory, in the memory that was added last. */
bool tlsf_is_last(const struct tlsf *heap, const void *memory) MUSTER_LINK_NAME(tlsf_is_last);
/* Returns how many bytes the caller may use at @p memory. */
size_t tlsf_usable_bytes(const void *memory) MUSTER_LINK_NAME(tlsf_usable_bytes);

#endif
