/* SPDX-License-Identifier: MIT */
#include <stddef.h>
#include <stdint.h>

#include <muster/spinlock.h>
#include <muster/topology.h>

#include "libc/heap.h"
#include "memory/memory.h"

/* Memory for the application on a NUMA node: first what the boot has left over, then the end of
 * malloc's range. */

/* Protects the lists of free ranges. The boot uses the lists without this lock. */
static DEFINE_SPINLOCK(lock);

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
