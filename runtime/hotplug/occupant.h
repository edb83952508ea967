/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_HOTPLUG_OCCUPANT_H
#define MUSTER_RUNTIME_HOTPLUG_OCCUPANT_H

#include <stdbool.h>

#include <muster/linkage.h>

/* What runs on a CPU once the CPU has passed its states. Hotplug knows the occupant only by these
 * operations. The application's room (app/app.c) supplies them. */
struct cpu_occupant {
    /* Opens the CPU for work, before the CPU says that it is up. From then on it can be given
     * functions, and the release counts it. With @p is_half_way it stays closed until reopen().
     * Called on the CPU itself. */
    void (*open)(unsigned int cpu, bool is_half_way);
    /* Closes the CPU again. Called on the CPU itself, when it was given up before it could say that
     * it is up. */
    void (*close)(unsigned int cpu);
    /* Opens the CPU again, if it is in CPUHP_ONLINE: after a way down that failed, or a way up that
     * was completed. Called on the CPU itself, before the result of the request is seen. */
    void (*reopen)(unsigned int cpu);
    /* Tells the occupant of @p cpu that it is to leave. Called on the control CPU. */
    void (*leave)(unsigned int cpu);
    /* Runs the occupant on the calling CPU. Does not return. */
    void (*run)(unsigned int cpu) __attribute__((noreturn));
};

/* The occupant of all CPUs. The boot CPU sets it before it starts other CPUs. */
extern const struct cpu_occupant *
    cpu_occupant MUSTER_LINK_NAME(cpu_occupant) MUSTER_IN_THIS_PROGRAM;

#endif
