/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_PERCPU_AREAS_H
#define MUSTER_RUNTIME_PERCPU_AREAS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <muster/linkage.h>

/*
 * Allocates and maps the memory of each CPU, on its node:
 *
 *   guard page | IRQ stack, exception stack | guard page | stack | per-CPU variables, TLS block
 *
 * Guard pages are never mapped. The exception stack needs no guard page of its own: only the
 * runtime's code runs on it, and that is known to fit. Any handler may run on the IRQ stack, which
 * has one.
 */

/* Allocates the memory of all possible CPUs; called before memory_map(). Returns the number of page
 * tables that mapping it will need. */
size_t percpu_allocate(void) MUSTER_LINK_NAME(percpu_allocate);
/* Maps the memory and gives each CPU its copy of the templates. From then on the boot CPU uses its
 * own per-CPU variables. */
void setup_per_cpu_areas(void) MUSTER_LINK_NAME(setup_per_cpu_areas);

/* Returns the top of the stack of @p cpu. */
uintptr_t cpu_stack_top(unsigned int cpu) MUSTER_LINK_NAME(cpu_stack_top);
/* Returns the top of the exception stack of @p cpu. */
uintptr_t cpu_exception_stack_top(unsigned int cpu) MUSTER_LINK_NAME(cpu_exception_stack_top);
/* Returns the libc thread pointer of @p cpu. */
uintptr_t cpu_thread_pointer(unsigned int cpu) MUSTER_LINK_NAME(cpu_thread_pointer);

/* Writes a magic number into the last word of the stack of @p cpu. */
void set_stack_end_magic(unsigned int cpu) MUSTER_LINK_NAME(set_stack_end_magic);
/* Returns true if the number is still there: the stack has not been used up. */
bool stack_end_is_intact(unsigned int cpu) MUSTER_LINK_NAME(stack_end_is_intact);

/* Returns true if @p address is in the guard page below a CPU's stack, and sets @p cpu to that CPU:
 * it has used up its stack. */
bool stack_guard_owner(uintptr_t address, unsigned int *cpu) MUSTER_LINK_NAME(stack_guard_owner);

#endif
