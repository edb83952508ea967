/* SPDX-License-Identifier: MIT */
#include "aarch64/cpu/fp_state.h"

#include <muster/percpu.h>

#include "aarch64/cpu/sysreg.h"
#include "arch/fp.h"

/*
 * Saves an interrupted program's FP registers when a handler first uses one.
 *
 * Few handlers use any, so nothing is saved until one does: CPACR makes the first use a trap (Arm
 * ARM D17.2.32). Under HCR_EL2.E2H the name CPACR_EL1 means CPTR_EL2, which has FPEN in the same
 * place.
 */

/* The interrupted program's FP registers, once a handler has used any. Only the CPU itself accesses
 * them. Handlers do not nest, so there is at most one interrupted program. */
static DEFINE_PER_CPU_UNCOPIED(struct fp_state, interrupted_fp);

static void write_cpacr(uint64_t value)
{
    __asm__ volatile("msr cpacr_el1, %0" : : "r"(value) : "memory");
}

static bool is_trapping(void)
{
    uint64_t cpacr;
    __asm__ volatile("mrs %0, cpacr_el1" : "=r"(cpacr));
    return !(cpacr & CPACR_FPEN);
}

void arch_fp_set_aside(void)
{
    write_cpacr(0);
    /* ISB: the trap is set before the handler's first instruction */
    __asm__ volatile("isb" ::: "memory");
}

void arch_fp_bring_back(void)
{
    if (is_trapping())
        write_cpacr(CPACR_FPEN); /* the return from the exception synchronizes this write */
    else
        fp_restore(this_cpu_ptr(&interrupted_fp));
}

bool fp_save_for_handler(void)
{
    if (!is_trapping())
        return false;
    write_cpacr(CPACR_FPEN);
    __asm__ volatile("isb" ::: "memory");
    fp_save(this_cpu_ptr(&interrupted_fp));
    /* A handler starts with the FPCR that a program starts with. It is named by its number, because
     * clang from 18 on refuses the name under -mgeneral-regs-only. */
    __asm__ volatile("msr " SYSREG_STRING(SYS_FPCR) ", xzr" : : : "memory");
    return true;
}
