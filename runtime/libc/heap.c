/* SPDX-License-Identifier: MIT */
#include "heap.h"

#include <errno.h>
#include <stddef.h>
#include <stdint.h>
#include <unistd.h>

#include "../memory.h"

/* malloc's memory: the largest free range of RAM, whatever the stack pointer is. sbrk() is called
 * with the libc's malloc lock held. */
static uintptr_t heap_start, heap_next, heap_end;

void heap_init(void)
{
    size_t size_bytes;

    memory_heap(&heap_start, &size_bytes);
    heap_next = heap_start;
    heap_end = heap_start + size_bytes;
}

void *sbrk(ptrdiff_t increment_bytes)
{
    uintptr_t old = heap_next;

    if (increment_bytes > 0 ? (size_t)increment_bytes > heap_end - heap_next
                            : (size_t)-increment_bytes > heap_next - heap_start) {
        errno = ENOMEM;
        return (void *)-1;
    }
    heap_next += (uintptr_t)increment_bytes;
    return (void *)old;
}
