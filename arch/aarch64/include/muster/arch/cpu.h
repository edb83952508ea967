/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_ARCH_CPU_H
#define MUSTER_ARCH_CPU_H

#include <stdbool.h>
#include <stdint.h>

/*
 * The AArch64 instructions that public inline functions need. Not for applications: use
 * <muster/smp.h>, <muster/percpu.h>, <muster/order.h> and <muster/clock.h>.
 */

/* Returns this CPU's number. head.S writes it to TPIDRRO_EL0 before the CPU's first C function. */
static inline unsigned int arch_processor_id(void)
{
    uint64_t cpu;
    __asm__ volatile("mrs %0, tpidrro_el0" : "=r"(cpu));
    return (unsigned int)cpu;
}

/* Returns this CPU's per-CPU offset. There is no memory clobber, since the offset changes only
 * while the CPU is being set up. */
static inline uintptr_t arch_percpu_offset(void)
{
    uintptr_t offset;
    __asm__ volatile("mrs %0, tpidr_el1" : "=r"(offset));
    return offset;
}

/* Masks this CPU's interrupts (PSTATE.I, bit 7 of DAIF) and returns the mask bits from before, for
 * arch_irq_restore(). */
static inline uint64_t arch_irq_save(void)
{
    uint64_t flags;
    __asm__ volatile("mrs %0, daif\n\tmsr daifset, #2" : "=r"(flags) : : "memory");
    return flags;
}

static inline void arch_irq_restore(uint64_t flags)
{
    __asm__ volatile("msr daif, %0" : : "r"(flags) : "memory");
}

static inline void arch_irq_mask(void)
{
    __asm__ volatile("msr daifset, #2" ::: "memory");
}

static inline void arch_irq_unmask(void)
{
    __asm__ volatile("msr daifclr, #2" ::: "memory");
}

static inline bool arch_irqs_are_masked(void)
{
    uint64_t flags;
    __asm__ volatile("mrs %0, daif" : "=r"(flags) : : "memory");
    return (flags >> 7) & 1;
}

static inline void arch_cpu_relax(void)
{
    __asm__ volatile("yield" ::: "memory");
}

/* Stops the compiler from moving memory accesses across it; the CPU executes nothing. Clang drops
 * an empty loop around a fence, but not around this. */
static inline void arch_compiler_barrier(void)
{
    __asm__ volatile("" ::: "memory");
}

/* Returns the register of the counter. The CPU may read it earlier or later than program order
 * says. */
static inline uint64_t arch_counter_raw(void)
{
    uint64_t value;
    __asm__ volatile("mrs %0, cntvct_el0" : "=r"(value));
    return value;
}

/* Returns the register of the counter, read after what comes earlier in the program: the ISB keeps
 * the CPU from reading it early (Arm ARM D11.2). */
static inline uint64_t arch_counter(void)
{
    uint64_t value;
    __asm__ volatile("isb\n\tmrs %0, cntvct_el0" : "=r"(value) : : "memory");
    return value;
}

/* Returns the register of the counter as arch_counter() does. For the barriers that follow, the
 * read is a load, because a load from the stack depends on the value: smp_rmb() and smp_mb() keep
 * later loads behind it. A second ISB would do the same, and empty the pipeline. */
static inline __attribute__((always_inline)) uint64_t arch_counter_as_load(void)
{
    uint64_t value, zero;
    __asm__ volatile("isb\n\t"
                     "mrs %0, cntvct_el0\n\t"
                     "eor %1, %0, %0\n\t"
                     "add %1, sp, %1\n\t"
                     "ldr xzr, [%1]"
                     : "=&r"(value), "=&r"(zero)
                     :
                     : "memory");
    return value;
}

/* Returns which core this CPU is, and in which revision (MIDR_EL1). */
static inline uint32_t arch_midr(void)
{
    uint64_t midr;
    __asm__("mrs %0, midr_el1" : "=r"(midr));
    return (uint32_t)midr;
}

/* Sleeps until an interrupt is pending, even while interrupts are masked. Earlier stores are
 * complete first, by the DSB (Arm ARM D1.6.2). */
static inline void arch_wait_for_interrupt(void)
{
    __asm__ volatile("dsb sy\n\twfi" ::: "memory");
}

/* Returns true if the upper 32 bits of @p value equal the lower 32. Two instructions with the
 * branch; a compiler makes three of the comparison in C. */
static inline bool arch_halves_are_equal(uint64_t value)
{
    uint64_t difference;
    __asm__("eor %0, %1, %1, lsr #32" : "=r"(difference) : "r"(value));
    return (uint32_t)difference == 0;
}

/* Loads a word as __atomic_load_n() with relaxed order does. The address can be part of the
 * instruction, which gcc does not do for an atomic load. */
static inline uint64_t arch_load_u64(const uint64_t *word)
{
    uint64_t value;
    __asm__("ldr %0, %1" : "=r"(value) : "m"(*word));
    return value;
}

static inline void arch_smp_rmb(void)
{
    __asm__ volatile("dmb ishld" ::: "memory");
}

static inline void arch_smp_wmb(void)
{
    __asm__ volatile("dmb ishst" ::: "memory");
}

#endif
