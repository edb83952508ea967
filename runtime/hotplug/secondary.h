/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_HOTPLUG_SECONDARY_H
#define MUSTER_RUNTIME_HOTPLUG_SECONDARY_H

#include <muster/linkage.h>

/* The CPU that is started and stopped. arch.h has secondary_start(), where it begins. */

/* The end of a way down, once the ONLINE states are undone: undoes the STARTING ones, and turns the
 * CPU off, or parks it. */
void secondary_leave(unsigned int cpu) MUSTER_LINK_NAME(secondary_leave) __attribute__((noreturn));

/* What a CPU that is started calls once it is online, before its ONLINE states; NULL: nothing. The
 * boot CPU changes it while no CPU is on its way. */
extern void (*secondary_is_online)(unsigned int cpu)
    MUSTER_LINK_NAME(secondary_is_online) MUSTER_IN_THIS_PROGRAM;

/* Says which CPUs did not enter at the boot CPU's EL, if any: their EL2 is somebody else's. */
void secondary_report_entry_els(void) MUSTER_LINK_NAME(secondary_report_entry_els);

/*
 * Takes a started CPU through its states: its first C function, called by the entry code. State as
 * for start(), but with the runtime's whole map, and with the CPU's own stack, number, per-CPU
 * offset and libc thread pointer, all from its boot record.
 */
struct boot_record;
void secondary_start(struct boot_record *record) MUSTER_LINK_NAME(secondary_start)
    __attribute__((noreturn));

#endif
