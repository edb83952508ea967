/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_REPORTER_H
#define MUSTER_RUNTIME_REPORTER_H

#include <muster/linkage.h>

/*
 * Prints what a CPU is doing: its states, where it is, its back trace and the locks that it holds.
 * Rooms below the one that knows all this (debug/report.c) ask for it here. May be called on any
 * CPU, also in an interrupt handler. Prints nothing before the boot has set the reporter.
 */
void report_cpu(unsigned int cpu) MUSTER_LINK_NAME(report_cpu);

/* Sets the function behind report_cpu(); on the boot CPU, while it is alone. */
void reporter_set(void (*function)(unsigned int cpu)) MUSTER_LINK_NAME(reporter_set);

#endif
