/* SPDX-License-Identifier: MIT */
/* libFuzzer's entry: a tree in a buffer of exactly its size, so that no byte beyond is read. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "fdt_as_runtime.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    void *fdt = malloc(size);

    if (size)
        memcpy(fdt, data, size);
    fdt_as_runtime(fdt, size);
    free(fdt);
    return 0;
}
