/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_PERCPU_H
#define MUSTER_PERCPU_H

#include <stdint.h>

#include <muster/arch/cpu.h>
#include <muster/cpumask.h>
#include <muster/linkage.h>

MUSTER_BEGIN_DECLS

/*
 * Per-CPU variables. A definition makes a template in the image; each possible CPU gets a copy of
 * its own, aligned to a cache line and on the CPU's own memory node if that has room, before any
 * constructor runs.
 * Every variable but the uncopied ones must be initialised or zero by its definition; a copy starts
 * with that value and keeps what was written to it when the CPU goes down and comes back.
 *
 * The plain name of a per-CPU variable means the template: always go through the accessors.
 */

#define MUSTER_PERCPU_SECTION __attribute__((section(".data..percpu")))

/** Size of a cache line for alignment, in bytes: that of most Arm cores (a few have 128 or 256). */
#define MUSTER_CACHE_LINE_BYTES 64

/** Declares a per-CPU variable defined elsewhere: `DECLARE_PER_CPU(unsigned long, hits);` */
#define DECLARE_PER_CPU(type, name) extern __attribute__((section(".data..percpu"))) type name
/** Defines a per-CPU variable: `DEFINE_PER_CPU(unsigned long, hits) = 1;` */
#define DEFINE_PER_CPU(type, name) MUSTER_PERCPU_SECTION type name
/** Defines one that shares its cache lines with no other variable. */
#define DEFINE_PER_CPU_ALIGNED(type, name)                                                         \
    __attribute__((section(".data..percpu..aligned"), aligned(MUSTER_CACHE_LINE_BYTES))) type name
/** Defines one that starts with any value: for buffers, since a CPU's copies of the others are made
 * one by one while the machine boots. */
#define DEFINE_PER_CPU_UNCOPIED(type, name)                                                        \
    __attribute__((section(".data..percpu..uncopied"))) type name
/** Declares a variable that DEFINE_PER_CPU_UNCOPIED() defines elsewhere. */
#define DECLARE_PER_CPU_UNCOPIED(type, name)                                                       \
    extern __attribute__((section(".data..percpu..uncopied"))) type name

/** For each CPU, what to add to a template's address to reach the CPU's copy, in bytes. */
extern uintptr_t __per_cpu_offset[NR_CPUS] MUSTER_LINK_NAME(per_cpu_offset) MUSTER_IN_THIS_PROGRAM;

#define MUSTER_SHIFT_PERCPU_PTR(ptr, offset) ((__typeof__(ptr))((uintptr_t)(ptr) + (offset)))

/**
 * A pointer to this CPU's copy of the variable that @p ptr points at.
 * **Context:** any CPU, any time (during early boot it is the template, which becomes CPU 0's).
 */
#define this_cpu_ptr(ptr) MUSTER_SHIFT_PERCPU_PTR((ptr), arch_percpu_offset())
/** A pointer to @p cpu's copy; @p cpu must be possible. Ordering is the caller's business. */
#define per_cpu_ptr(ptr, cpu) MUSTER_SHIFT_PERCPU_PTR((ptr), __per_cpu_offset[cpu])
/** @p cpu's copy, as an lvalue. */
#define per_cpu(var, cpu) (*per_cpu_ptr(&(var), (cpu)))

/*
 * This CPU's copy, in the fewest instructions. Plain loads and stores: an interrupt handler that
 * writes the same variable can come between the load and the store of add and inc.
 */
#define this_cpu_read(var) (*this_cpu_ptr(&(var)))
#define this_cpu_write(var, value) ((void)(*this_cpu_ptr(&(var)) = (value)))
#define this_cpu_add(var, value) ((void)(*this_cpu_ptr(&(var)) += (value)))
#define this_cpu_inc(var) this_cpu_add(var, 1)

MUSTER_END_DECLS

#endif
