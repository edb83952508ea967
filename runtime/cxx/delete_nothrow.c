/* SPDX-License-Identifier: MIT */
#include "cxx/cxx.h"

/* Called only when a constructor has thrown; what takes the address of one finds it. */

void cxx_delete_nothrow(void *memory, nothrow tag)
{
    (void)tag;
    cxx_delete(memory);
}

void cxx_delete_array_nothrow(void *memory, nothrow tag)
{
    (void)tag;
    cxx_delete_array(memory);
}
