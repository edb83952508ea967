/* SPDX-License-Identifier: MIT */
#include <malloc.h>
#include <stdlib.h>

void *memalign(size_t alignment_bytes, size_t size_bytes)
{
    return aligned_alloc(alignment_bytes, size_bytes);
}
