/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_HOTPLUG_SECONDARY_H
#define MUSTER_RUNTIME_HOTPLUG_SECONDARY_H

#include <muster/linkage.h>

/* The part of the CPU that is started and stopped. */

/* Ends the way down of the calling CPU, which has undone its ONLINE states: undoes the STARTING
 * ones, and turns the CPU off or parks it. */
void secondary_leave(unsigned int cpu) MUSTER_LINK_NAME(secondary_leave) __attribute__((noreturn));

/* A function that a CPU that is started calls once it is online, before its ONLINE states. NULL: it
 * calls nothing. The boot CPU changes this while no CPU is on its way. */
extern void (*secondary_is_online)(unsigned int cpu)
    MUSTER_LINK_NAME(secondary_is_online) MUSTER_IN_THIS_PROGRAM;

/* Prints which CPUs have entered at another EL than the boot CPU, if any: other software owns EL2
 * on some CPUs then. Called by the boot CPU, after it has waited for them. */
void secondary_report_entry_els(void) MUSTER_LINK_NAME(secondary_report_entry_els);

/* Takes a started CPU through its states. This is its first C function, called by the entry code.
 * The state is that of start(), except that the runtime's whole map is in use, and that the CPU has
 * its own stack, number, per-CPU offset and libc thread pointer, all from its boot record. */
struct boot_record;
void secondary_start(struct boot_record *record) MUSTER_LINK_NAME(secondary_start)
    __attribute__((noreturn));

#endif
