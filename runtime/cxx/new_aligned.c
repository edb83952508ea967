/* SPDX-License-Identifier: MIT */
#include <stdint.h>
#include <stdlib.h>

#include <muster/panic.h>

#include "cxx/cxx.h"

/* Operators new for memory with an alignment, and their nothrow forms. */

/* Returns aligned memory, or NULL. Rounds the size up, because aligned_alloc() accepts only whole
 * multiples of the alignment. */
static void *allocate(size_t bytes, align_val alignment)
{
    if (bytes > SIZE_MAX - alignment)
        return NULL;
    return aligned_alloc(alignment, bytes ? (bytes + alignment - 1) & -alignment : alignment);
}

void *cxx_new_aligned(size_t bytes, align_val alignment)
{
    void *memory = allocate(bytes, alignment);

    if (!memory)
        panic("operator new: no memory for %zu bytes, aligned to %zu", bytes, alignment);
    return memory;
}

void *cxx_new_array_aligned(size_t bytes, align_val alignment)
{
    return cxx_new_aligned(bytes, alignment);
}

void *cxx_new_aligned_nothrow(size_t bytes, align_val alignment, nothrow tag)
{
    (void)tag;
    return allocate(bytes, alignment);
}

void *cxx_new_array_aligned_nothrow(size_t bytes, align_val alignment, nothrow tag)
{
    return cxx_new_aligned_nothrow(bytes, alignment, tag);
}
