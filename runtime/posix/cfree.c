/* SPDX-License-Identifier: MIT */
#include <malloc.h>
#include <stdlib.h>

void cfree(void *memory);

void cfree(void *memory)
{
    free(memory);
}
