/* SPDX-License-Identifier: MIT */
#ifndef HOST_ARM_MUSTER_ARCH_CPU_H
#define HOST_ARM_MUSTER_ARCH_CPU_H

#include <stdbool.h>
#include <stdint.h>

/*
 * <muster/arch/cpu.h> for a user program of Linux on AArch64: a thread is a CPU.
 *
 * All functions are the real header's, except for those that EL0 may not execute, or that would
 * mean another thing there: the CPU's number, its per-CPU offset, and its interrupts. Barriers,
 * loads, the counter, YIELD and WFE are the runtime's own instructions.
 */

#define arch_processor_id real_processor_id
#define arch_percpu_offset real_percpu_offset
#define arch_irq_save real_irq_save
#define arch_irq_restore real_irq_restore
#define arch_irq_mask real_irq_mask
#define arch_irq_unmask real_irq_unmask
#define arch_irqs_are_masked real_irqs_are_masked
#define arch_cpu_relax real_cpu_relax
#include "../../../../../arch/aarch64/include/muster/arch/cpu.h"
#undef arch_processor_id
#undef arch_percpu_offset
#undef arch_irq_save
#undef arch_irq_restore
#undef arch_irq_mask
#undef arch_irq_unmask
#undef arch_irqs_are_masked
#undef arch_cpu_relax

/* A CPU, which is a thread of the program. */
struct host_cpu {
    unsigned int number;
    uintptr_t percpu_offset;
    /* Written by the CPU itself: true while it takes no interrupts; turns of its waiting loops. */
    bool irqs_are_masked;
    unsigned int turns;
    /* A bit for each interrupt that has been sent and not taken: set by any CPU. */
    uint32_t pending;
};
extern _Thread_local struct host_cpu *host_this_cpu;

/* Takes the interrupts that are pending. The calling CPU has just unmasked them. */
void host_take_interrupts(void);
/* Turns of a waiting loop before the thread gives the rest of its time slice up: many if each
 * thread has a core of its own. Set before the first CPU runs. */
extern unsigned int host_turns_before_giving_way;
void host_give_way(void);

static inline unsigned int arch_processor_id(void)
{
    return host_this_cpu->number;
}

static inline uintptr_t arch_percpu_offset(void)
{
    return host_this_cpu->percpu_offset;
}

static inline bool arch_irqs_are_masked(void)
{
    return host_this_cpu->irqs_are_masked;
}

static inline void arch_irq_mask(void)
{
    host_this_cpu->irqs_are_masked = true;
    arch_compiler_barrier();
}

/* Sets the mask, and then looks for what has come meanwhile: the signal of an interrupt that is
 * sent after this look is not masked any more. */
static inline void arch_irq_unmask(void)
{
    arch_compiler_barrier();
    host_this_cpu->irqs_are_masked = false;
    arch_compiler_barrier();
    if (__atomic_load_n(&host_this_cpu->pending, __ATOMIC_RELAXED))
        host_take_interrupts();
}

static inline uint64_t arch_irq_save(void)
{
    bool were_masked = host_this_cpu->irqs_are_masked;

    arch_irq_mask();
    return were_masked;
}

static inline void arch_irq_restore(uint64_t flags)
{
    if (!flags)
        arch_irq_unmask();
}

/* The real instruction. A CPU that waits gives way now and then: the thread that it waits for may
 * not be running, which happens to no CPU of a bare machine. */
static inline void arch_cpu_relax(void)
{
    real_cpu_relax();
    if (++host_this_cpu->turns >= host_turns_before_giving_way) {
        host_this_cpu->turns = 0;
        host_give_way();
    }
}

#endif
