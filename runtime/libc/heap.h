/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_LIBC_HEAP_H
#define MUSTER_RUNTIME_LIBC_HEAP_H

#include <stddef.h>

#include <muster/linkage.h>

/* The heap: the range of memory that sbrk() and malloc() grow in. */

/* Takes the largest range of free memory for the heap. On the boot CPU. */
void heap_init(void) MUSTER_LINK_NAME(heap_init);

/*
 * Takes memory for malloc(): @p least_bytes, or @p step_bytes if that is more and there is as much.
 * Stores how much it is. When the range is too small and another range of the machine is large
 * enough, the heap goes on in that one. Then the first call returns the rest of the old range,
 * which is less than @p least_bytes; another call returns the memory. Returns NULL if no range is
 * large enough.
 */
void *heap_take(size_t least_bytes, size_t step_bytes, size_t *taken_bytes)
    MUSTER_LINK_NAME(heap_take);

/* Returns how many bytes the heap's range still has. */
size_t heap_room(void) MUSTER_LINK_NAME(heap_room);

#endif
