/* SPDX-License-Identifier: MIT */
#include <malloc.h>
#include <stdlib.h>

#include "arch/mmu.h"

void *pvalloc(size_t size_bytes)
{
    size_t whole_pages_bytes = (size_bytes + ARCH_PAGE_BYTES - 1) & -(size_t)ARCH_PAGE_BYTES;

    return aligned_alloc(ARCH_PAGE_BYTES,
                         whole_pages_bytes < size_bytes ? size_bytes : whole_pages_bytes);
}
