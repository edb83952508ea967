/* SPDX-License-Identifier: MIT */
/* Fuzzes the heap: each eight bytes of the input are a step. */
#include <stddef.h>
#include <string.h>

#include "tlsf_model.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    tlsf_model_begin();
    for (size_t at = 0; at + sizeof(uint64_t) <= size; at += sizeof(uint64_t)) {
        uint64_t number;
        memcpy(&number, data + at, sizeof(number));
        tlsf_model_step(number);
    }
    tlsf_model_end();
    return 0;
}
