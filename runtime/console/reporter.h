/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_REPORTER_H
#define MUSTER_RUNTIME_REPORTER_H

#include <muster/linkage.h>

/*
 * Prints what @p cpu is doing: its states, where it is, its back trace and the locks that it holds.
 * debug/report.c does this. Rooms below it call this function instead, so that no call goes
 * upwards. Any CPU may call it, also in an interrupt handler. Prints nothing before the boot has
 * set the reporter.
 */
void report_cpu(unsigned int cpu) MUSTER_LINK_NAME(report_cpu);

/* Sets the function that report_cpu() calls. Called by the boot CPU while no other CPU runs. */
void reporter_set(void (*function)(unsigned int cpu)) MUSTER_LINK_NAME(reporter_set);

#endif
