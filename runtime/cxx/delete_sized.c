/* SPDX-License-Identifier: MIT */
#include "cxx/cxx.h"

void cxx_delete_sized(void *memory, size_t bytes)
{
    (void)bytes;
    cxx_delete(memory);
}

void cxx_delete_array_sized(void *memory, size_t bytes)
{
    (void)bytes;
    cxx_delete_array(memory);
}
