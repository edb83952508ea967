/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_LIBC_MALLOC_HEAP_H
#define MUSTER_RUNTIME_LIBC_MALLOC_HEAP_H

#include <stddef.h>

#include <muster/linkage.h>

/* Stores how much memory malloc() has taken from the machine, and how much of that is free. */
void malloc_heap_bytes(size_t *all_bytes, size_t *free_bytes) MUSTER_LINK_NAME(malloc_heap_bytes);

#endif
