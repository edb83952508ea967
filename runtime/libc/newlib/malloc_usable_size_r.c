/* SPDX-License-Identifier: MIT */
#include <malloc.h>
#include <reent.h>

#include "libc/tlsf.h"

size_t _malloc_usable_size_r(struct _reent *own, void *memory)
{
    (void)own;
    return memory ? tlsf_usable_bytes(memory) : 0;
}
