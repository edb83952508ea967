/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_CPU_OPS_H
#define MUSTER_RUNTIME_CPU_OPS_H

#include <muster/linkage.h>

/*
 * How CPUs are started and stopped, one table for each enable-method of the device tree, with
 * Linux's meaning. An operation that is absent is NULL and a capability that is absent; boot is
 * the only one that every table has. Each returns 0 or a negative errno.
 */
struct cpu_operations {
    /* the enable-method that selects this table */
    const char *name;
    /* once for each possible CPU, on the boot CPU: reads what boot() will need */
    int (*init)(unsigned int cpu);
    /* once for each possible CPU, after init: whether it can be started */
    int (*prepare)(unsigned int cpu);
    /* on the control CPU: starts the CPU at secondary_entry with its boot record */
    int (*boot)(unsigned int cpu);
    /* on the CPU itself, in its STARTING section */
    void (*postboot)(void);
    /* on the CPU itself: whether it can be stopped, and kill() find out that it has been */
    int (*disable)(unsigned int cpu);
    /* on the CPU itself: stops it; returns only when that fails */
    void (*die)(unsigned int cpu);
    /* on the control CPU: 0 when the CPU that called die() is off, -EAGAIN when it is not yet */
    int (*kill)(unsigned int cpu);
    /* on the CPU itself, outside a handler: into a state of the firmware's, until an interrupt is
     * pending, also one that is masked. 0 after the wake-up. The context of a power-down state is
     * saved, interrupts being masked, and is there again; the interrupt controller's is the
     * caller's to restore (irqchip_resume_cpu()). After an error nothing has been lost */
    int (*suspend)(unsigned long power_state);
};

/* Adds a table to those that the enable-methods of the device tree select from. */
#define CPU_OPS(table)                                                                             \
    static const struct cpu_operations *const cpu_ops_entry_##table                                \
        __attribute__((used, section(".muster_cpu_ops"), aligned(8))) = &(table)

/* The table of possible CPU @p cpu, or NULL when nothing can start it. */
const struct cpu_operations *get_cpu_ops(unsigned int cpu) MUSTER_LINK_NAME(get_cpu_ops);

#endif
