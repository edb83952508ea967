/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <malloc.h>
#include <stddef.h>
#include <stdlib.h>

/* Needed by newlib's aligned_alloc(); newlib itself has no posix_memalign(). */
int posix_memalign(void **memory, size_t alignment_bytes, size_t size_bytes)
{
    if (alignment_bytes % sizeof(void *) || !alignment_bytes ||
        (alignment_bytes & (alignment_bytes - 1)))
        return EINVAL;
    void *block = memalign(alignment_bytes, size_bytes);
    if (!block)
        return ENOMEM;
    *memory = block;
    return 0;
}
