/* SPDX-License-Identifier: MIT */
#include <stdlib.h>

#include "cxx/cxx.h"

/* Operators new (std::nothrow): return NULL if there is no memory. */

void *cxx_new_nothrow(size_t bytes, nothrow tag)
{
    (void)tag;
    return malloc(bytes ? bytes : 1);
}

void *cxx_new_array_nothrow(size_t bytes, nothrow tag)
{
    return cxx_new_nothrow(bytes, tag);
}
