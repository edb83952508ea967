/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_ARCH_CPU_H
#define MUSTER_ARCH_CPU_H

#include <stdbool.h>
#include <stdint.h>

/*
 * The host's stand-in for the header of the same name below arch/: a thread is a CPU, and the test
 * says which. Ordering is stronger than the real one's.
 */
extern _Thread_local unsigned int host_processor_id;
extern _Thread_local uintptr_t host_percpu_offset;

static inline unsigned int arch_processor_id(void)
{
    return host_processor_id;
}

static inline uintptr_t arch_percpu_offset(void)
{
    return host_percpu_offset;
}

/* No interrupts here. */
static inline uint64_t arch_irq_save(void)
{
    return 0;
}

static inline void arch_irq_restore(uint64_t flags)
{
    (void)flags;
}

static inline void arch_irq_mask(void)
{
}

static inline void arch_irq_unmask(void)
{
}

static inline bool arch_irqs_are_masked(void)
{
    return false;
}

static inline void arch_cpu_relax(void)
{
}

static inline uint64_t arch_counter_now(void)
{
    return 0;
}

static inline void arch_smp_rmb(void)
{
    __atomic_thread_fence(__ATOMIC_SEQ_CST);
}

static inline void arch_smp_wmb(void)
{
    __atomic_thread_fence(__ATOMIC_SEQ_CST);
}

#endif
