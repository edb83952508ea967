/* SPDX-License-Identifier: MIT */
#include <stdlib.h>

#include "cxx.h"

void cxx_delete(void *memory)
{
    free(memory);
}
