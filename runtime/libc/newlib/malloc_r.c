/* SPDX-License-Identifier: MIT */
#include <malloc.h>
#include <reent.h>
#include <stdlib.h>

/*
 * newlib's own calls of malloc() and its kin, which name the calling CPU's state. errno is found
 * without it. They are in the runtime, and not in the archive of POSIX's names: newlib's archive
 * has such functions, too, and the linker would take those for newlib's own members.
 */

void *_malloc_r(struct _reent *own, size_t size_bytes)
{
    (void)own;
    return malloc(size_bytes);
}

void *_calloc_r(struct _reent *own, size_t count, size_t size_bytes)
{
    (void)own;
    return calloc(count, size_bytes);
}

void *_realloc_r(struct _reent *own, void *memory, size_t size_bytes)
{
    (void)own;
    return realloc(memory, size_bytes);
}

void _free_r(struct _reent *own, void *memory)
{
    (void)own;
    free(memory);
}
