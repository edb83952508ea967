/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_APP_H
#define MUSTER_RUNTIME_APP_H

#include <muster/linkage.h>

/* Makes the application the occupant of all CPUs; on the boot CPU, before the constructors, which
 * may start other CPUs. */
void app_init(void) MUSTER_LINK_NAME(app_init);
/* Lets the CPUs that have come up so far into app_main_percpu() together; on the boot CPU, once. */
void app_release(void) MUSTER_LINK_NAME(app_release);
/* Runs app_main_percpu() on the boot CPU, and then what other CPUs ask of it. */
void app_run(unsigned int cpu) MUSTER_LINK_NAME(app_run) __attribute__((noreturn));

/* What a CPU does for the application, in a word or two. */
const char *app_state_name(unsigned int cpu) MUSTER_LINK_NAME(app_state_name);

#endif
