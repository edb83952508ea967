/* SPDX-License-Identifier: MIT */
#include "cxx/cxx.h"

/* Operator new[]. */

void *cxx_new_array(size_t bytes)
{
    return cxx_new(bytes);
}
