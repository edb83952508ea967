/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_AARCH64_AT_EL2_H
#define MUSTER_AARCH64_AT_EL2_H

#include <stdbool.h>

#include "arch/cpu.h"

/* Returns true if the calling CPU has stayed at EL2. Only a runtime built with MUSTER_STAY_AT_EL2
 * asks the CPU. */
static inline bool is_at_el2(void)
{
#ifdef MUSTER_STAY_AT_EL2
    return arch_current_el() == 2;
#else
    return false;
#endif
}

#endif
