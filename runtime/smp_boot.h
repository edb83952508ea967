/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_SMP_BOOT_H
#define MUSTER_RUNTIME_SMP_BOOT_H

#include <stdbool.h>

#include <muster/linkage.h>

/*
 * The handshake of bring-up: who starts a CPU, how it answers, what happens when it does not. See
 * boot_record.h for the word that both sides change.
 */

/* Brings the present CPUs up, within maxcpus=: in parallel, then one by one what is left. Returns
 * how many CPUs are online then, the boot CPU among them. */
unsigned int smp_init(void) MUSTER_LINK_NAME(smp_init);

/* Whether every CPU that was to come up has. */
bool smp_all_arrived(void) MUSTER_LINK_NAME(smp_all_arrived);

/* Whether the control CPU has given up @p cpu, which arrived and did not get to the end in time. */
bool smp_was_given_up(unsigned int cpu) MUSTER_LINK_NAME(smp_was_given_up);

/* Callbacks of CPUHP_PERCPU_PREPARE and CPUHP_BRINGUP_CPU, on the control CPU. */
int smp_prepare_record(unsigned int cpu) MUSTER_LINK_NAME(smp_prepare_record);
int smp_bringup_cpu(unsigned int cpu) MUSTER_LINK_NAME(smp_bringup_cpu);

#endif
