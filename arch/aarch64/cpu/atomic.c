/* SPDX-License-Identifier: MIT */
#include <muster/arch/atomic.h>

#include <errno.h>
#include <stdbool.h>

#include <muster/cmdline.h>

#include "aarch64/cpu/compiled_for.h"
#include "aarch64/cpu/id_override.h"
#include "aarch64/cpu/sysreg_access.h"
#include "arch/cpu.h"

/* Decides once, by what the boot CPU has and by the command line, whether the program uses the
 * atomic instructions of FEAT_LSE. */

uint32_t muster_arch_uses_lse;

/* The option is another name for the field of the ID register. */
static int parse_lse(const char *value)
{
    bool may_use_lse;
    int error = muster_parse_bool(value, &may_use_lse);

    if (!error && !may_use_lse && is_compiled_for(ISAR0, ID_AA64ISAR0_ATOMIC_SHIFT, 0))
        return -ENOTSUP;
    if (!error)
        id_override(ISAR0, ID_AA64ISAR0_ATOMIC_SHIFT, may_use_lse ? 0xf : 0);
    return error;
}
MUSTER_EARLY_PARAM("cpu.lse", parse_lse);

void arch_choose_atomics(void)
{
    const uint64_t isar0 = READ_SYSREG(id_aa64isar0_el1);

    muster_arch_uses_lse =
        id_field(ISAR0, ID_AA64ISAR0_ATOMIC_SHIFT, isar0) >= ID_AA64ISAR0_ATOMIC_LSE;
}
