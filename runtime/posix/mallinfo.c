/* SPDX-License-Identifier: MIT */
#include <malloc.h>

#include "libc/malloc_heap.h"

struct mallinfo mallinfo(void)
{
    size_t all_bytes, free_bytes;

    malloc_heap_bytes(&all_bytes, &free_bytes);
    return (struct mallinfo){
        .arena = all_bytes, .uordblks = all_bytes - free_bytes, .fordblks = free_bytes};
}
