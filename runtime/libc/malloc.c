/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <muster/panic.h>

#include "libc/heap.h"
#include "libc/libc_lock.h"
#include "libc/malloc_heap.h"
#include "libc/tlsf.h"

/*
 * malloc() and its kin, in place of either libc's own. All CPUs share one heap and one lock. The
 * lock is held for a constant number of steps with interrupts masked, so handlers may allocate and
 * free, too.
 *
 * These functions are in one object: a program that defines some of them and calls the others does
 * not link, rather than freeing memory into the wrong heap.
 */

/* Memory is taken from the machine in steps of so many bytes, or more if a block needs more. */
#define STEP_BYTES ((size_t)64 << 10)

static struct tlsf heap; /* protected by malloc_lock */

static bool is_power_of_two(size_t number)
{
    return number && (number & (number - 1)) == 0;
}

/* ---- allocating ------------------------------------------------------------------------------ */

/* Adds memory of the machine to the heap, so that a block of @p size_bytes is nearer. Returns false
 * if the machine has no range of memory that is large enough. */
static bool grow(size_t size_bytes, size_t alignment_bytes) __attribute__((noinline, cold));
static bool grow(size_t size_bytes, size_t alignment_bytes)
{
    size_t missing = tlsf_missing_bytes(&heap, size_bytes, alignment_bytes), taken;
    void *memory = missing ? heap_take(missing, STEP_BYTES, &taken) : NULL;

    if (memory)
        tlsf_add(&heap, memory, taken);
    return memory;
}

static void *allocate(size_t size_bytes, size_t alignment_bytes)
{
    uint64_t flags = libc_lock_irqsave(&malloc_lock);
    void *memory;

    do
        memory = tlsf_allocate(&heap, size_bytes, alignment_bytes, false);
    while (!memory && grow(size_bytes, alignment_bytes));
    if (!memory)
        memory = tlsf_allocate(&heap, size_bytes, alignment_bytes, true);
    libc_unlock_irqrestore(&malloc_lock, flags);
    if (!memory)
        errno = ENOMEM;
    return memory;
}

void *malloc(size_t size_bytes)
{
    return allocate(size_bytes, TLSF_ALIGNMENT);
}

/* The size need not be a multiple of the alignment (C17 DR 460). */
void *aligned_alloc(size_t alignment_bytes, size_t size_bytes)
{
    if (is_power_of_two(alignment_bytes))
        return allocate(size_bytes, alignment_bytes);
    errno = EINVAL;
    return NULL;
}

/* ---- freeing --------------------------------------------------------------------------------- */

/* Takes the lock for work on a block that malloc() has given. Panics, without the lock, if there is
 * no such block in use: it was freed before, or never allocated, or its header was overwritten. */
static uint64_t lock_with_block(const char *function, const void *memory)
{
    uint64_t flags = libc_lock_irqsave(&malloc_lock);

    if (tlsf_is_allocated(&heap, memory))
        return flags;
    libc_unlock_irqrestore(&malloc_lock, flags);
    panic("%s(%p): malloc() has no block in use there", function, memory);
}

void free(void *memory)
{
    if (!memory)
        return;
    uint64_t flags = lock_with_block("free", memory);
    tlsf_free(&heap, memory);
    libc_unlock_irqrestore(&malloc_lock, flags);
}

/* ---- other sizes ----------------------------------------------------------------------------- */

/* Makes a block larger or smaller where it is. Returns false if there is no room. The last block
 * grows into memory that the heap does not have yet. */
static bool resize(void *memory, size_t size_bytes)
{
    uint64_t flags = lock_with_block("realloc", memory);
    bool is_done = tlsf_resize(&heap, memory, size_bytes);

    if (!is_done && tlsf_is_last(&heap, memory)) {
        size_t more_bytes = size_bytes - tlsf_usable_bytes(memory);
        is_done = grow(more_bytes, TLSF_ALIGNMENT) && tlsf_resize(&heap, memory, size_bytes);
    }
    libc_unlock_irqrestore(&malloc_lock, flags);
    return is_done;
}

/* With a size of 0 the block stays, and becomes as small as a block can be. */
void *realloc(void *memory, size_t size_bytes)
{
    if (!memory)
        return malloc(size_bytes);
    if (resize(memory, size_bytes))
        return memory;
    void *larger = malloc(size_bytes);
    if (larger) {
        memcpy(larger, memory, tlsf_usable_bytes(memory));
        free(memory);
    }
    return larger;
}

void malloc_heap_bytes(size_t *all_bytes, size_t *free_bytes)
{
    uint64_t flags = libc_lock_irqsave(&malloc_lock);

    *all_bytes = heap.added_bytes;
    *free_bytes = heap.free_bytes;
    libc_unlock_irqrestore(&malloc_lock, flags);
}
