/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_REPORT_H
#define MUSTER_RUNTIME_REPORT_H

#include <muster/linkage.h>

/* Sets the reporter behind report_cpu() (console/reporter.h), and each CPU's answer to it: a CPU
 * that is asked is interrupted, unmaskably if need be and possible; one that does not answer within
 * a second is reported from outside. On the boot CPU, once the interrupt controller is set up. */
void report_init(void) MUSTER_LINK_NAME(report_init);

/* Reports all online CPUs. Any CPU, also in a handler. */
void report_all_cpus(void) MUSTER_LINK_NAME(report_all_cpus);

#endif
