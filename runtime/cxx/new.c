/* SPDX-License-Identifier: MIT */
#include <stdlib.h>

#include <muster/panic.h>

#include "cxx/cxx.h"

/* Operator new: memory from malloc(), and a panic if there is none. */

void *cxx_new(size_t bytes)
{
    void *memory = malloc(bytes ? bytes : 1); /* each object needs an address of its own */

    if (!memory)
        panic("operator new: no memory for %zu bytes", bytes);
    return memory;
}
