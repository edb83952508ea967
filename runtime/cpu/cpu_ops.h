/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_CPU_OPS_H
#define MUSTER_RUNTIME_CPU_OPS_H

#include <muster/linkage.h>

/* The operations that start, stop and suspend a CPU. */

/* A table of operations, one for each enable-method of the device tree, with Linux's meaning. A
 * NULL operation is a capability that is missing. Every table has `boot`. Each operation with a
 * result returns 0 or a negative errno. */
struct cpu_operations {
    /* the enable-method that selects this table */
    const char *name;
    /* once for each possible CPU, on the boot CPU: reads what boot() will need */
    int (*init)(unsigned int cpu);
    /* once for each possible CPU, on the boot CPU after init: returns 0 if the CPU can be
     * started */
    int (*prepare)(unsigned int cpu);
    /* on the control CPU: starts the CPU at secondary_entry with its boot record */
    int (*boot)(unsigned int cpu);
    /* on the CPU itself, in its STARTING section */
    void (*postboot)(void);
    /* on the CPU itself: returns 0 if the CPU can be stopped, and kill() can then find out that it
     * is off */
    int (*disable)(unsigned int cpu);
    /* on the CPU itself: stops it; returns only when that fails */
    void (*die)(unsigned int cpu);
    /* on the control CPU: 0 when the CPU that called die() is off, -EAGAIN when it is not yet */
    int (*kill)(unsigned int cpu);
    /*
     * on the CPU itself, outside a handler: enters a state of the firmware's until an interrupt is
     * pending, also a masked one. Returns 0 after the wake-up. For a power-down state the caller
     * masks interrupts; the operation saves and restores the CPU's context, except that of the
     * interrupt controller, which the caller restores (irqchip_resume_cpu()). After an error
     * nothing has been lost
     */
    int (*suspend)(unsigned long power_state);
};

/* Adds a table to those that the enable-methods of the device tree select from. */
#define CPU_OPS(table)                                                                             \
    static const struct cpu_operations *const cpu_ops_entry_##table                                \
        __attribute__((used, section(".muster_cpu_ops"), aligned(8))) = &(table)

/* Returns the table of @p cpu, or NULL if the CPU is not possible or nothing can start it. */
const struct cpu_operations *get_cpu_ops(unsigned int cpu) MUSTER_LINK_NAME(get_cpu_ops);

#endif
