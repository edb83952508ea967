/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_LIBC_HEAP_H
#define MUSTER_RUNTIME_LIBC_HEAP_H

#include <stddef.h>

#include <muster/linkage.h>

/* The heap: the range of memory that malloc grows in. */

/* Takes the largest range of free memory for malloc. On the boot CPU. */
void heap_init(void) MUSTER_LINK_NAME(heap_init);

/* Takes whole pages from the end of malloc's range, for good. Returns NULL if malloc has reached
 * them already, or if the range is not on @p node; NUMA_NO_NODE accepts any node. */
void *heap_take_end(size_t size_bytes, int node) MUSTER_LINK_NAME(heap_take_end);

#endif
