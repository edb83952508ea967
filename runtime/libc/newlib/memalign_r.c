/* SPDX-License-Identifier: MIT */
#include <malloc.h>
#include <reent.h>
#include <stdlib.h>

void *_memalign_r(struct _reent *own, size_t alignment_bytes, size_t size_bytes)
{
    (void)own;
    return aligned_alloc(alignment_bytes, size_bytes);
}
