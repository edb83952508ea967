/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_PERCPU_AREAS_H
#define MUSTER_RUNTIME_PERCPU_AREAS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <muster/linkage.h>

/*
 * The memory of each CPU, on its node:
 *
 *   guard page | IRQ stack, exception stack | guard page | stack | per-CPU variables, TLS block
 *
 * The guard pages are never mapped, the rest is. The code on the exception stack is the runtime's,
 * and known to fit; handlers on the IRQ stack are anybody's.
 */

/* Takes the memory of all possible CPUs; before memory_map(). Returns the page tables it needs. */
size_t percpu_allocate(void) MUSTER_LINK_NAME(percpu_allocate);
/* Maps it and gives every CPU its copies of the templates; the boot CPU uses its own from then. */
void setup_per_cpu_areas(void) MUSTER_LINK_NAME(setup_per_cpu_areas);

uintptr_t cpu_stack_top(unsigned int cpu) MUSTER_LINK_NAME(cpu_stack_top);
uintptr_t cpu_exception_stack_top(unsigned int cpu) MUSTER_LINK_NAME(cpu_exception_stack_top);
uintptr_t cpu_thread_pointer(unsigned int cpu) MUSTER_LINK_NAME(cpu_thread_pointer);

/* The last word of the stack: as long as it is there, the stack has not been used up. */
void set_stack_end_magic(unsigned int cpu) MUSTER_LINK_NAME(set_stack_end_magic);
bool stack_end_is_intact(unsigned int cpu) MUSTER_LINK_NAME(stack_end_is_intact);

/* Returns true if @p address is in the page below a CPU's stack, and sets @p cpu to that CPU: it
 * has used up its stack. */
bool stack_guard_owner(uintptr_t address, unsigned int *cpu) MUSTER_LINK_NAME(stack_guard_owner);

#endif
