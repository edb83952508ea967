/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_REPORT_H
#define MUSTER_RUNTIME_REPORT_H

#include <muster/linkage.h>

struct exception_frame;

/* Prints what a CPU is doing: its states, where it is, its back trace and the locks it holds. It
 * is interrupted for that, unmaskably if need be and possible; one that does not answer within a
 * second is reported from outside. On any CPU, also in a handler. */
void report_cpu(unsigned int cpu) MUSTER_LINK_NAME(report_cpu);

/* The same of all online CPUs. */
void report_all_cpus(void) MUSTER_LINK_NAME(report_all_cpus);

/* The CPU's part, in its interrupt: it writes down where it is, and goes on. NULL when it was
 * waiting in the runtime. */
void report_this_cpu(const struct exception_frame *interrupted) MUSTER_LINK_NAME(report_this_cpu);

#endif
