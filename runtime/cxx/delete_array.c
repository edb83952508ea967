/* SPDX-License-Identifier: MIT */
#include "cxx/cxx.h"

/* Operator delete[]. */

void cxx_delete_array(void *memory)
{
    cxx_delete(memory);
}
