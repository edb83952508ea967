/* SPDX-License-Identifier: MIT */
#include "libc/heap.h"

#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <muster/smp.h>
#include <muster/spinlock.h>
#include <muster/topology.h>

#include "arch/mmu.h"
#include "libc/syscalls.h"
#include "memory/memory.h"

/* Hands out what the boot has left of RAM: the heap for malloc() and sbrk(), and pages for
 * muster_alloc_on_node(). */

/* The heap's range: the largest free range of RAM, wherever the stacks are. When it is used up,
 * another follows: the largest on the node of the CPU that needs more, or the largest of all if
 * none there has room. sbrk() can give back what is between heap_start and heap_next. The lock
 * protects the range, and the lists in memory.c; it is taken with interrupts masked, because
 * handlers may call malloc(). */
static DEFINE_SPINLOCK(lock);
static uintptr_t heap_start, heap_next, heap_end;
static int heap_node;

/* What malloc() takes begins at a multiple of this. */
#define HEAP_ALIGNMENT 16

/* Makes another free range of RAM the heap's, one on the node @p near if a range there has @p
 * least_bytes. */
static void begin_range(int near, size_t least_bytes)
{
    size_t size_bytes;

    memory_heap(near, least_bytes, &heap_start, &size_bytes, &heap_node);
    heap_next = heap_start;
    heap_end = heap_start + size_bytes;
}

void heap_init(void)
{
    begin_range(NUMA_NO_NODE, 0);
}

size_t heap_room(void)
{
    uint64_t flags;

    spin_lock_irqsave(&lock, flags);
    size_t bytes = heap_end - heap_next;
    spin_unlock_irqrestore(&lock, flags);
    return bytes;
}

/* Takes memory from the heap's range. sbrk() cannot give this back. */
static void *take(size_t size_bytes)
{
    void *taken = (void *)heap_next;

    heap_next += size_bytes;
    heap_start = heap_next;
    return taken;
}

/* Takes the rest of the heap's range and goes on with the next one, near this CPU if a range there
 * has @p least_bytes. */
static void *take_rest(size_t least_bytes, size_t *taken_bytes)
{
    *taken_bytes = heap_end - heap_next;
    void *taken = take(*taken_bytes);
    begin_range(cpu_to_node(smp_processor_id()), least_bytes);
    return taken;
}

void *heap_take(size_t least_bytes, size_t step_bytes, size_t *taken_bytes)
{
    uint64_t flags;
    void *taken = NULL;

    spin_lock_irqsave(&lock, flags);
    /* What malloc() takes follows what it took before, unless sbrk() was called in between. */
    heap_next = (heap_next + HEAP_ALIGNMENT - 1) & ~(uintptr_t)(HEAP_ALIGNMENT - 1);
    size_t left_bytes = heap_end - heap_next;
    if (least_bytes <= left_bytes) {
        size_t wanted_bytes = least_bytes > step_bytes ? least_bytes : step_bytes;
        *taken_bytes = wanted_bytes < left_bytes ? wanted_bytes : left_bytes;
        taken = take(*taken_bytes);
    } else if (least_bytes <= memory_largest()) {
        taken = take_rest(least_bytes, taken_bytes);
    }
    spin_unlock_irqrestore(&lock, flags);
    return taken;
}

void *_sbrk(ptrdiff_t increment_bytes)
{
    uint64_t flags;

    spin_lock_irqsave(&lock, flags);
    uintptr_t old = heap_next;
    bool fits = increment_bytes > 0 ? (size_t)increment_bytes <= heap_end - heap_next
                                    : (size_t)-increment_bytes <= heap_next - heap_start;

    if (fits)
        heap_next += (uintptr_t)increment_bytes;
    spin_unlock_irqrestore(&lock, flags);
    if (fits)
        return (void *)old;
    errno = ENOMEM;
    return (void *)-1;
}

/* Takes whole pages from the end of the heap's range, for good. Returns NULL if the heap has
 * reached them already, or if the range is not on @p node. */
static void *take_end(size_t size_bytes, int node)
{
    const uintptr_t start = (heap_end - size_bytes) & ~(uintptr_t)(ARCH_PAGE_BYTES - 1);

    if (size_bytes > heap_end - heap_next || start < heap_next ||
        (node != NUMA_NO_NODE && node != heap_node))
        return NULL;
    heap_end = start;
    return (void *)start;
}

/* Takes first what no range of the heap is, and then the end of the heap's range. */
void *muster_alloc_on_node(size_t size_bytes, int node)
{
    uint64_t flags;

    if (size_bytes == 0 || size_bytes > PTRDIFF_MAX)
        return NULL;
    spin_lock_irqsave(&lock, flags);
    uintptr_t pa = memory_allocate_on(size_bytes, node);
    void *taken = pa ? (void *)pa : take_end(size_bytes, node);
    spin_unlock_irqrestore(&lock, flags);
    return taken;
}
