/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_HOTPLUG_OCCUPANT_H
#define MUSTER_RUNTIME_HOTPLUG_OCCUPANT_H

#include <stdbool.h>

#include <muster/linkage.h>

/*
 * What runs on a CPU once its states have finished. Hotplug knows the occupant by these operations
 * alone; the application's room (app/app.c) supplies them.
 */
struct cpu_occupant {
    /* Opens the CPU for work, before the CPU says that it is up: it can be given functions from
     * then on, and counts among those that the release lets in. With @p is_half_way it stays closed
     * until reopen(). On the CPU itself, or for CPU 0 on the boot CPU. */
    void (*open)(unsigned int cpu, bool is_half_way);
    /* Takes open() back, on a CPU that was given up before it could say that it is up. */
    void (*close)(unsigned int cpu);
    /* Opens the CPU again, if it is up: it has not gone down after all, or does not stand half-way
     * any more. On the CPU, before it says so. */
    void (*reopen)(unsigned int cpu);
    /* Tells the occupant of @p cpu that it is to leave; on the control CPU. */
    void (*leave)(unsigned int cpu);
    /* Runs on the CPU from then on. */
    void (*run)(unsigned int cpu) __attribute__((noreturn));
};

/* The occupant of all CPUs; the boot CPU sets it before it starts others. */
extern const struct cpu_occupant *
    cpu_occupant MUSTER_LINK_NAME(cpu_occupant) MUSTER_IN_THIS_PROGRAM;

#endif
