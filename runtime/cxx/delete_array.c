/* SPDX-License-Identifier: MIT */
#include "cxx/cxx.h"

void cxx_delete_array(void *memory)
{
    cxx_delete(memory);
}
