/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdlib.h>

int posix_memalign(void **memory, size_t alignment_bytes, size_t size_bytes);

int posix_memalign(void **memory, size_t alignment_bytes, size_t size_bytes)
{
    const int old_errno = errno;

    if (alignment_bytes % sizeof(void *) || !alignment_bytes ||
        (alignment_bytes & (alignment_bytes - 1)))
        return EINVAL;
    void *block = aligned_alloc(alignment_bytes, size_bytes);
    errno = old_errno;
    if (!block)
        return ENOMEM;
    *memory = block;
    return 0;
}
