/* SPDX-License-Identifier: MIT */
#include <stdlib.h>

#include <muster/panic.h>

#include "cxx/cxx.h"

void *cxx_new(size_t bytes)
{
    void *memory = malloc(bytes ? bytes : 1); /* each object has an address of its own */

    if (!memory)
        panic("operator new: no memory for %zu bytes", bytes);
    return memory;
}
