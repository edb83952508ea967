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
 * The guard pages are never mapped; all other parts are. There is no guard page below the exception
 * stack, because only the runtime runs there and is known to fit. Handlers of the application run
 * on the IRQ stack.
 */

/* Allocates the memory of all possible CPUs. Returns how many page tables its map needs at most.
 * Called by the boot CPU, before memory_map(). */
size_t percpu_allocate(void) MUSTER_LINK_NAME(percpu_allocate);
/* Maps the memory and gives every CPU its copies of the templates. The boot CPU, which calls this,
 * uses its own copies from then on. */
void setup_per_cpu_areas(void) MUSTER_LINK_NAME(setup_per_cpu_areas);

/* Returns the top of the stack of @p cpu. */
uintptr_t cpu_stack_top(unsigned int cpu) MUSTER_LINK_NAME(cpu_stack_top);
/* Returns the top of the exception stack of @p cpu. */
uintptr_t cpu_exception_stack_top(unsigned int cpu) MUSTER_LINK_NAME(cpu_exception_stack_top);
/* Returns the libc thread pointer of @p cpu. */
uintptr_t cpu_thread_pointer(unsigned int cpu) MUSTER_LINK_NAME(cpu_thread_pointer);

/* Writes a known value into the last word of the stack of @p cpu. */
void set_stack_end_magic(unsigned int cpu) MUSTER_LINK_NAME(set_stack_end_magic);
/* Returns true if the last word still has that value: the stack has not been used up. */
bool stack_end_is_intact(unsigned int cpu) MUSTER_LINK_NAME(stack_end_is_intact);

/* Returns true if @p address is in the guard page below a CPU's stack or IRQ stack, and sets @p cpu
 * to that CPU: it has used up its stack. */
bool stack_guard_owner(uintptr_t address, unsigned int *cpu) MUSTER_LINK_NAME(stack_guard_owner);

#endif
