/* SPDX-License-Identifier: MIT */
#include "cxx/cxx.h"

void *cxx_new_array(size_t bytes)
{
    return cxx_new(bytes);
}
