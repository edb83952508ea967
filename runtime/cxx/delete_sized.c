/* SPDX-License-Identifier: MIT */
#include "cxx/cxx.h"

/* Operators delete that are told the size; free() does not need it. */

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
