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

/* There are no interrupts here, but the mask is kept. */
extern _Thread_local bool host_irqs_are_masked;

static inline void arch_irq_mask(void)
{
    host_irqs_are_masked = true;
}

static inline void arch_irq_unmask(void)
{
    host_irqs_are_masked = false;
}

static inline bool arch_irqs_are_masked(void)
{
    return host_irqs_are_masked;
}

static inline uint64_t arch_irq_save(void)
{
    bool were_masked = host_irqs_are_masked;
    host_irqs_are_masked = true;
    return were_masked;
}

static inline void arch_irq_restore(uint64_t flags)
{
    host_irqs_are_masked = flags;
}

static inline void arch_cpu_relax(void)
{
}

/* Counts how often it has been called, unless the test defines this function. */
extern _Thread_local uint64_t host_counter;
uint64_t host_read_counter(void) __attribute__((weak));

static inline uint64_t arch_counter(void)
{
    return host_read_counter ? host_read_counter() : host_counter++;
}

static inline uint64_t arch_counter_raw(void)
{
    return arch_counter();
}

static inline uint64_t arch_counter_as_load(void)
{
    return arch_counter();
}

static inline uint64_t arch_load_u64(const uint64_t *word)
{
    return __atomic_load_n(word, __ATOMIC_RELAXED);
}

extern uint32_t host_midr;

static inline uint32_t arch_midr(void)
{
    return host_midr;
}

static inline void arch_wait_for_interrupt(void)
{
}

static inline bool arch_halves_are_equal(uint64_t value)
{
    return (uint32_t)value == value >> 32;
}

static inline void arch_smp_rmb(void)
{
    __atomic_thread_fence(__ATOMIC_SEQ_CST);
}

static inline void arch_smp_wmb(void)
{
    __atomic_thread_fence(__ATOMIC_SEQ_CST);
}

static inline void arch_compiler_barrier(void)
{
    __asm__ volatile("" ::: "memory");
}

#endif
