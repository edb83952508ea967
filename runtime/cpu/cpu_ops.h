/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_CPU_OPS_H
#define MUSTER_RUNTIME_CPU_OPS_H

#include <muster/linkage.h>

/*
 * Starts and stops CPUs: one table of operations for each enable-method of the device tree, with
 * Linux's meaning. An operation that is NULL is a capability that is absent; every table has boot.
 * Each operation returns 0 or a negative errno.
 */
struct cpu_operations {
    /* The enable-method that selects this table. */
    const char *name;
    /* Reads what boot() will need. Called once for each possible CPU, on the boot CPU. */
    int (*init)(unsigned int cpu);
    /* Returns 0 if the CPU can be started. Called once for each possible CPU, after init. */
    int (*prepare)(unsigned int cpu);
    /* Starts the CPU at secondary_entry with its boot record. Called on the control CPU. */
    int (*boot)(unsigned int cpu);
    /* Returns 0 if the CPU can be stopped, and kill() can find out that it has been. Called on the
     * CPU itself. */
    int (*disable)(unsigned int cpu);
    /* Stops the calling CPU. Returns only when that fails. */
    void (*die)(unsigned int cpu);
    /* Returns 0 if the CPU that called die() is off, -EAGAIN if it is not off yet. Called on the
     * control CPU. */
    int (*kill)(unsigned int cpu);
    /*
     * Takes the calling CPU into a state of the firmware, until an interrupt is pending, masked or
     * not. Not to be called in a handler. Returns 0 after the wake-up, or an error when the state
     * was not entered and nothing was lost. For a power-down state the caller masks interrupts; the
     * CPU's context is saved and restored. The caller restores the interrupt controller's context
     * (irqchip_resume_cpu()).
     */
    int (*suspend)(unsigned long power_state);
};

/* Adds a table to those that the enable-methods of the device tree select from. */
#define CPU_OPS(table)                                                                             \
    static const struct cpu_operations *const cpu_ops_entry_##table                                \
        __attribute__((used, section(".muster_cpu_ops"), aligned(8))) = &(table)

/* Returns the operations of possible CPU @p cpu, or NULL when nothing can start it. */
const struct cpu_operations *get_cpu_ops(unsigned int cpu) MUSTER_LINK_NAME(get_cpu_ops);

#endif
