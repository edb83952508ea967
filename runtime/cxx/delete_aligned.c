/* SPDX-License-Identifier: MIT */
#include <stdlib.h>

#include "cxx/cxx.h"

/* Operators delete for memory with an alignment; free() needs to know neither alignment nor
 * size. */

void cxx_delete_aligned(void *memory, align_val alignment)
{
    (void)alignment;
    free(memory);
}

void cxx_delete_array_aligned(void *memory, align_val alignment)
{
    cxx_delete_aligned(memory, alignment);
}

void cxx_delete_aligned_sized(void *memory, size_t bytes, align_val alignment)
{
    (void)bytes;
    cxx_delete_aligned(memory, alignment);
}

void cxx_delete_array_aligned_sized(void *memory, size_t bytes, align_val alignment)
{
    (void)bytes;
    cxx_delete_aligned(memory, alignment);
}

void cxx_delete_aligned_nothrow(void *memory, align_val alignment, nothrow tag)
{
    (void)tag;
    cxx_delete_aligned(memory, alignment);
}

void cxx_delete_array_aligned_nothrow(void *memory, align_val alignment, nothrow tag)
{
    (void)tag;
    cxx_delete_aligned(memory, alignment);
}
