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
 *   guard | IRQ stack, exception stack | guard | stack | per-CPU variables, TLS block
 *
 * A guard is one or more pages that are never mapped. The exception stack needs none: only the
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

/* Returns the size of the stack of which @p address is in the guard, or 0 if it is in none. Sets
 * @p cpu to the CPU of the stack: it has used it up. */
size_t stack_guard_owner(uintptr_t address, unsigned int *cpu) MUSTER_LINK_NAME(stack_guard_owner);

#endif
