/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_ARCH_CPU_H
#define MUSTER_RUNTIME_ARCH_CPU_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <muster/arch/cpu.h>
#include <muster/linkage.h>

/* The arch contract: the calling CPU. <muster/arch/cpu.h> adds inline functions: the interrupt
 * mask, the counter, waiting for interrupts and events. Unless a comment says otherwise, each
 * function may be called on any CPU at any time, does not wait, and orders nothing. */

/* Returns the hardware id of the calling CPU: the affinity bits of MPIDR_EL1. */
uint64_t arch_hwid(void) MUSTER_LINK_NAME(arch_hwid);
/* Returns true if the lowest level of the hardware id is a thread of a core, and not a core
 * (MPIDR_EL1.MT). */
bool arch_hwid_has_threads(void) MUSTER_LINK_NAME(arch_hwid_has_threads);
/* The bits that a hardware id may have. */
#define ARCH_HWID_MASK UINT64_C(0xff00ffffff)

/* Returns the exception level that the calling CPU runs at. */
unsigned int arch_current_el(void) MUSTER_LINK_NAME(arch_current_el);

/* Returns the name of a part of the architecture that the program is compiled for and that the
 * calling CPU lacks, or NULL if there is none. */
const char *arch_missing_part(void) MUSTER_LINK_NAME(arch_missing_part);

/* Decides which atomic instructions the program uses, those of FEAT_LSE or exclusives, by what the
 * boot CPU has and by the command line. On the boot CPU, while it is alone. */
void arch_choose_atomics(void) MUSTER_LINK_NAME(arch_choose_atomics);

/* Sets the calling CPU's per-CPU offset (TPIDR_EL1). On the boot CPU, once its area exists; another
 * CPU's entry code does it from the boot record. */
void arch_set_percpu_offset(uintptr_t offset) MUSTER_LINK_NAME(arch_set_percpu_offset);
/* Sets the calling CPU's libc thread pointer (TPIDR_EL0). When and where: as the offset. */
void arch_set_thread_pointer(uintptr_t pointer) MUSTER_LINK_NAME(arch_set_thread_pointer);
/* Returns how many bytes lie between the thread pointer and thread-local data of this alignment. */
size_t arch_tls_offset_bytes(size_t alignment) MUSTER_LINK_NAME(arch_tls_offset_bytes);

/* Continues in @p function at the top of these stacks, with the FP state of a CPU that has just
 * been started. The frames of the caller may lie on the stacks: they are given up. */
void arch_switch_stacks(uintptr_t stack_top, uintptr_t exception_stack_top, void (*function)(void))
    MUSTER_LINK_NAME(arch_switch_stacks) __attribute__((noreturn));

/* Cleans @p size_bytes of memory to where a CPU with its caches off reads, whatever the cache lines
 * of the CPUs. Orders like a DSB. See base/published.h. */
void arch_publish(const void *address, size_t size_bytes) MUSTER_LINK_NAME(arch_publish);

/* Cleans a boot record to memory, so that a CPU with its caches off can read it. Orders like a DSB:
 * the record is in memory when the function returns. */
struct boot_record;
void arch_publish_boot_record(const struct boot_record *record)
    MUSTER_LINK_NAME(arch_publish_boot_record);

#endif
