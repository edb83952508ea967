/* SPDX-License-Identifier: MIT */
#include <malloc.h>

#include "libc/tlsf.h"

size_t malloc_usable_size(void *memory)
{
    return memory ? tlsf_usable_bytes(memory) : 0;
}
