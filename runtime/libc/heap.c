/* SPDX-License-Identifier: MIT */
#include "libc/heap.h"

#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <muster/spinlock.h>
#include <muster/topology.h>

#include "arch/mmu.h"
#include "libc/syscalls.h"
#include "memory/memory.h"

/* The heap: _sbrk() for malloc(), and pages from the far end for muster_alloc_on_node(). */

/* malloc's memory: the largest free range of RAM, wherever the stacks are. The lock protects its
 * ends: _sbrk() runs with the libc's malloc lock held, but heap_take_end() does not. */
static DEFINE_SPINLOCK(lock);
static uintptr_t heap_start, heap_next, heap_end;
static int heap_node;

void heap_init(void)
{
    size_t size_bytes;

    memory_heap(&heap_start, &size_bytes, &heap_node);
    heap_next = heap_start;
    heap_end = heap_start + size_bytes;
}

void *_sbrk(ptrdiff_t increment_bytes)
{
    spin_lock(&lock);
    uintptr_t old = heap_next;
    bool fits = increment_bytes > 0 ? (size_t)increment_bytes <= heap_end - heap_next
                                    : (size_t)-increment_bytes <= heap_next - heap_start;

    if (fits)
        heap_next += (uintptr_t)increment_bytes;
    spin_unlock(&lock);
    if (fits)
        return (void *)old;
    errno = ENOMEM;
    return (void *)-1;
}

void *heap_take_end(size_t size_bytes, int node)
{
    void *taken = NULL;

    if (node != NUMA_NO_NODE && node != heap_node)
        return NULL;
    spin_lock(&lock);
    if (size_bytes <= heap_end - heap_next) {
        uintptr_t start = (heap_end - size_bytes) & ~(uintptr_t)(ARCH_PAGE_BYTES - 1);
        if (start >= heap_next) {
            heap_end = start;
            taken = (void *)start;
        }
    }
    spin_unlock(&lock);
    return taken;
}
