/* SPDX-License-Identifier: MIT */
#include <stdlib.h>

#include "cxx/cxx.h"

void cxx_delete(void *memory)
{
    free(memory);
}
