/* SPDX-License-Identifier: MIT */
#include "arch/cpu.h"
#include "aarch64/cpu/image_layout.h"
#include "aarch64/cpu/sysreg.h"
#include "arch/generic_timer.h"
#include "arch/mmu.h"
#include "base/boot_record.h"

/* Accesses the CPU itself: identity, level, counter frequency, per-CPU registers, entry address,
 * cache lines, and reads of addresses that may not answer. */

uint64_t arch_hwid(void)
{
    uint64_t mpidr;
    __asm__ volatile("mrs %0, mpidr_el1" : "=r"(mpidr));
    return mpidr & ARCH_HWID_MASK;
}

bool arch_hwid_has_threads(void)
{
    uint64_t mpidr;
    __asm__ volatile("mrs %0, mpidr_el1" : "=r"(mpidr));
    return mpidr & MPIDR_MT;
}

unsigned int arch_current_el(void)
{
    uint64_t el;
    __asm__ volatile("mrs %0, CurrentEL" : "=r"(el));
    return (unsigned int)(el >> CURRENT_EL_SHIFT);
}

uint32_t arch_counter_hz(void)
{
    uint64_t hz;
    __asm__ volatile("mrs %0, cntfrq_el0" : "=r"(hz));
    return (uint32_t)hz;
}

void arch_set_percpu_offset(uintptr_t offset)
{
    __asm__ volatile("msr tpidr_el1, %0" : : "r"(offset) : "memory");
}

void arch_set_thread_pointer(uintptr_t pointer)
{
    __asm__ volatile("msr tpidr_el0, %0" : : "r"(pointer) : "memory");
}

size_t arch_tls_offset_bytes(size_t alignment)
{
    /* Two words for the libc itself come first (ELF for the Arm 64-bit Architecture, TLS). */
    return alignment > 16 ? alignment : 16;
}

void arch_publish_boot_record(const struct boot_record *record)
{
    /* A boot record is 64 bytes. One DC CVAC is enough even where a cache line is smaller: the new
     * CPU reads only hwid and exception_stack_top with its caches off, and they are the first 16
     * bytes. */
    __asm__ volatile("dc cvac, %0\n\tdsb sy" : : "r"(record) : "memory");
}

bool arch_probe_u32(uintptr_t pa, uint32_t *value)
{
    uint64_t answered = 0;
    uint32_t word = 0;
    __asm__ volatile("1: ldar %w0, [%2]\n\t"
                     "   mov %1, #1\n\t"
                     "2:\n\t"
                     ".pushsection .muster_fixups, \"a\"\n\t"
                     ".balign 4\n\t"
                     ".long 1b - .\n\t"
                     ".long 2b - .\n\t"
                     ".popsection"
                     : "+&r"(word), "+&r"(answered)
                     : "r"(pa)
                     : "memory");
    *value = word;
    return answered;
}
