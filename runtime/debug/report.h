/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_REPORT_H
#define MUSTER_RUNTIME_REPORT_H

#include <muster/linkage.h>

/* Reports of what CPUs are doing. */

/*
 * Sets the function behind report_cpu() (console/reporter.h), and the handler by which each CPU
 * answers. The reporter interrupts the CPU that it asks. If there is no answer, it sends an
 * interrupt that cannot be masked, where the machine has one. A CPU that does not answer within a
 * second is reported from outside. Called by the boot CPU, once the interrupt controller is set up.
 */
void report_init(void) MUSTER_LINK_NAME(report_init);

/* Reports all online CPUs. Any CPU may call this, also in a handler. */
void report_all_cpus(void) MUSTER_LINK_NAME(report_all_cpus);

#endif
