/* SPDX-License-Identifier: MIT */
#include <malloc.h>

#include <muster/console.h>

#include "libc/malloc_heap.h"

void malloc_stats(void)
{
    size_t all_bytes, free_bytes;

    malloc_heap_bytes(&all_bytes, &free_bytes);
    console_printf("malloc: %zu bytes from the machine, %zu of them in use\n", all_bytes,
                   all_bytes - free_bytes);
}
