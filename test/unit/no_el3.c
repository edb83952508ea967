/* SPDX-License-Identifier: MIT */
/* Stands for EL3 on a machine where the program has not entered there. */
#include "arch/el3.h"
#include "cmocka_test.h"

bool arch_el3_is_ours(void)
{
    return false;
}

uint32_t arch_el3_read32(uintptr_t pa)
{
    fail_msg("secure read of 0x%zx", (size_t)pa);
    return 0;
}

void arch_el3_write32(uintptr_t pa, uint32_t value)
{
    fail_msg("secure write of 0x%x to 0x%zx", value, (size_t)pa);
}
