/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_LIBC_HEAP_H
#define MUSTER_RUNTIME_LIBC_HEAP_H

#include <stddef.h>

#include <muster/linkage.h>

/* Takes what memory is left for malloc. */
void heap_init(void) MUSTER_LINK_NAME(heap_init);

/* Whole pages from the end of malloc's range, for good; NULL when malloc is there already, or the
 * range is not of @p node (NUMA_NO_NODE: never mind). */
void *heap_take_end(size_t size_bytes, int node) MUSTER_LINK_NAME(heap_take_end);

#endif
