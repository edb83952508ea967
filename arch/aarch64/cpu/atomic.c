/* SPDX-License-Identifier: MIT */
#include <muster/arch/atomic.h>

#include <muster/cmdline.h>

#include "arch/cpu.h"

/* Decides once, by what the boot CPU has and by the option cpu.lse, whether the program uses the
 * atomic instructions of FEAT_LSE. */

uint32_t muster_arch_uses_lse;

static bool may_use_lse = true; /* the option cpu.lse */

static int parse_lse(const char *value)
{
    return muster_parse_bool(value, &may_use_lse);
}
MUSTER_EARLY_PARAM("cpu.lse", parse_lse);

void arch_choose_atomics(void)
{
    muster_arch_uses_lse = may_use_lse && arch_cpu_has_lse();
}
