/* SPDX-License-Identifier: MIT */
#include <malloc.h>
#include <stdlib.h>

#include "arch/mmu.h"

void *valloc(size_t size_bytes)
{
    return aligned_alloc(ARCH_PAGE_BYTES, size_bytes);
}
