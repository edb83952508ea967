/* SPDX-License-Identifier: MIT */
#include "aarch64/cpu/fp.h"

#include <muster/percpu.h>

#include "aarch64/cpu/sysreg.h"
#include "arch.h"

/*
 * Handlers and the FP registers. Few handlers use any, so nothing is saved until one does: CPACR
 * makes the first use a trap (Arm ARM D17.2.32; under HCR_EL2.E2H the name means CPTR_EL2, whose
 * FPEN stands in the same place).
 */

/* The interrupted program's registers, if a handler has used any: the CPU's own. Handlers do not
 * nest, so there is one program at most. */
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
    __asm__ volatile("isb" ::: "memory"); /* before the handler's first instruction */
}

void arch_fp_bring_back(void)
{
    if (is_trapping())
        write_cpacr(CPACR_FPEN); /* the return from the exception makes it known to the CPU */
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
    __asm__ volatile("msr fpcr, xzr" : : : "memory"); /* a handler's is as a program's at first */
    return true;
}
