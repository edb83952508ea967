/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_PERCPU_H
#define MUSTER_PERCPU_H

#include <stdint.h>

#include <muster/arch/cpu.h>
#include <muster/cpumask.h>
#include <muster/linkage.h>

MUSTER_BEGIN_DECLS

/**
 * @file
 * Per-CPU variables: each possible CPU has a copy of its own.
 *
 * A definition makes a template in the image. Each copy is aligned to a cache line, or to what its
 * type asks for up to 2 MiB (above that the program does not link), and lies on the
 * CPU's own memory node if that has room. The copies are made before any constructor runs. A copy
 * starts with the template's value, and keeps what was written to it when the CPU goes down and
 * comes back.
 *
 * The plain name of a per-CPU variable means the template: always use the accessors.
 *
 * @addtogroup cpus
 * @{
 */

/** Size of a cache line for alignment, in bytes: that of most Arm cores (a few have 128 or 256). */
#define MUSTER_CACHE_LINE_BYTES 64

/** Declares a per-CPU variable defined elsewhere: `DECLARE_PER_CPU(unsigned long, hits);` */
#define DECLARE_PER_CPU(type, name) extern __attribute__((section(".data..percpu"))) type name
/** Defines a per-CPU variable: `DEFINE_PER_CPU(unsigned long, hits) = 1;` */
#define DEFINE_PER_CPU(type, name) MUSTER_PERCPU_SECTION type name
/** Defines a per-CPU variable that shares its cache lines with no other variable. */
#define DEFINE_PER_CPU_ALIGNED(type, name)                                                         \
    __attribute__((section(".data..percpu..aligned"), aligned(MUSTER_CACHE_LINE_BYTES))) type name
/** Defines a per-CPU variable that is not copied from the template; its initial value is undefined.
 * For buffers: the copies of other variables are made one by one while the machine boots. */
#define DEFINE_PER_CPU_UNCOPIED(type, name)                                                        \
    __attribute__((section(".data..percpu..uncopied"))) type name
/** Declares a variable that DEFINE_PER_CPU_UNCOPIED() defines elsewhere. */
#define DECLARE_PER_CPU_UNCOPIED(type, name)                                                       \
    extern __attribute__((section(".data..percpu..uncopied"))) type name

/**
 * Returns a pointer to this CPU's copy of a variable.
 *
 * @param ptr  a pointer to the template
 * @return a pointer of the same type
 *
 * **Context:** any CPU, any time. During early boot it is the template, which becomes CPU 0's.
 */
#define this_cpu_ptr(ptr) MUSTER_SHIFT_PERCPU_PTR((ptr), arch_percpu_offset())

/**
 * Returns a pointer to another CPU's copy of a variable.
 *
 * @param ptr  a pointer to the template
 * @param cpu  a possible CPU
 * @return a pointer of the same type
 *
 * **Context:** any CPU, from the first constructor on. **Ordering:** the caller's business.
 */
#define per_cpu_ptr(ptr, cpu) MUSTER_SHIFT_PERCPU_PTR((ptr), __per_cpu_offset[cpu])

/** The copy of a possible CPU @p cpu, as an lvalue. */
#define per_cpu(var, cpu) (*per_cpu_ptr(&(var), (cpu)))

/** This CPU's copy, as an lvalue. A plain load. */
#define this_cpu_read(var) (*this_cpu_ptr(&(var)))
/** Writes this CPU's copy. A plain store. */
#define this_cpu_write(var, value) ((void)(*this_cpu_ptr(&(var)) = (value)))
/** Adds to this CPU's copy. A handler that writes the variable can come between load and store. */
#define this_cpu_add(var, value) ((void)(*this_cpu_ptr(&(var)) += (value)))
/** Adds 1 to this CPU's copy, as this_cpu_add(). */
#define this_cpu_inc(var) this_cpu_add(var, 1)

/** @} */

/** @cond internal */

#define MUSTER_PERCPU_SECTION __attribute__((section(".data..percpu")))
#define MUSTER_SHIFT_PERCPU_PTR(ptr, offset) ((__typeof__(ptr))((uintptr_t)(ptr) + (offset)))

/* For each CPU, what to add to a template's address to reach the CPU's copy, in bytes. */
extern uintptr_t __per_cpu_offset[NR_CPUS] MUSTER_LINK_NAME(per_cpu_offset) MUSTER_IN_THIS_PROGRAM;

/** @endcond */

MUSTER_END_DECLS

#endif
