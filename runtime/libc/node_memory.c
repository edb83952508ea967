/* SPDX-License-Identifier: MIT */
#include <stddef.h>
#include <stdint.h>

#include <muster/spinlock.h>
#include <muster/topology.h>

#include "libc/heap.h"
#include "memory/memory.h"

/* Memory for the application, by node: what the boot has left, and the end of malloc's range. */

static DEFINE_SPINLOCK(lock); /* around the lists of free ranges, which the boot uses without */

void *muster_alloc_on_node(size_t size_bytes, int node)
{
    uintptr_t pa = 0;

    if (size_bytes == 0 || size_bytes > PTRDIFF_MAX)
        return NULL;
    spin_lock(&lock);
    pa = memory_allocate_on(size_bytes, node);
    spin_unlock(&lock);
    return pa ? (void *)pa : heap_take_end(size_bytes, node);
}
