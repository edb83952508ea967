/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_LIBC_HEAP_H
#define MUSTER_RUNTIME_LIBC_HEAP_H

#include <muster/linkage.h>

/* Takes what memory is left for malloc. */
void heap_init(void) MUSTER_LINK_NAME(heap_init);

#endif
