/* SPDX-License-Identifier: MIT */
#include "console/stack_protector.h"

#include <stdint.h>
#include <string.h>

#include <muster/panic.h>

#include "arch/cpu.h"

/* Supplies what the compilers' option -fstack-protector calls and reads. */

/* The compilers choose these names. */
uintptr_t __stack_chk_guard = UINT64_C(0x00000aff0a0d0000);
void __stack_chk_fail(void) __attribute__((noreturn));

void __stack_chk_fail(void)
{
    panic("stack smashing: the function that returned to %p had its canary overwritten",
          __builtin_return_address(0));
}

void stack_protector_init(const unsigned char *seed, size_t seed_bytes)
{
    uint64_t canary = arch_counter_raw() * UINT64_C(0x9e3779b97f4a7c15);
    uint64_t word;

    for (size_t i = 0; i + sizeof(word) <= seed_bytes; i += sizeof(word)) {
        memcpy(&word, seed + i, sizeof(word));
        canary = (canary << 7 | canary >> 57) ^ word;
    }
    /* The first byte in memory is 0, so a string that runs over the end of a buffer cannot write
     * the canary's value. */
    __stack_chk_guard = canary & ~UINT64_C(0xff);
}
