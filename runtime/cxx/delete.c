/* SPDX-License-Identifier: MIT */
#include <stdlib.h>

#include "cxx/cxx.h"

/* Operator delete: gives the memory back by free(). */

void cxx_delete(void *memory)
{
    free(memory);
}
