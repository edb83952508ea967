/* SPDX-License-Identifier: MIT */
#include "cxx/cxx.h"

/* Operators delete that match new (std::nothrow). A compiler calls them only after a constructor
 * has thrown, which does not happen here; a program may still take their address. */

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
