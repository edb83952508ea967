/* SPDX-License-Identifier: MIT */
#include "arch/el3.h"

#include <muster/psci.h>

#include "aarch64/cpu/el3_calls.h"
#include "arch/cpu.h"
#include "base/published.h"

/* Calls the program's own EL3 (arch/aarch64/entry/el3.S). */

/* What el3.S writes to CNTFRQ_EL0 of a CPU that comes, or 0. */
uint32_t el3_counter_hz MUSTER_LINK_NAME(el3_counter_hz) PUBLISHED = 0;

/* Written by the boot CPU, while it is alone. */
static bool is_ours;

static uint64_t call(uint32_t function, uint64_t a1, uint64_t a2)
{
    struct arm_smccc_res res;

    arm_smccc_smc(function, a1, a2, 0, 0, 0, 0, 0, &res);
    return res.a0;
}

bool arch_el3_is_ours(void)
{
    return is_ours;
}

void arch_el3_take(uint32_t counter_hz)
{
    is_ours = true;
    el3_counter_hz = counter_hz;
    arch_publish(&el3_counter_hz, sizeof(el3_counter_hz));
    call(EL3_SET_COUNTER_HZ, counter_hz, 0);
}

uint32_t arch_el3_read32(uintptr_t pa)
{
    return (uint32_t)call(EL3_READ32, pa, 0);
}

void arch_el3_write32(uintptr_t pa, uint32_t value)
{
    call(EL3_WRITE32, pa, value);
}
