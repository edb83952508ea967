/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_APP_H
#define MUSTER_RUNTIME_APP_H

#include <muster/linkage.h>

/* The application as the occupant of the CPUs. */

/* Makes the application the occupant of all CPUs. Called by the boot CPU, before the constructors,
 * which may start other CPUs. */
void app_init(void) MUSTER_LINK_NAME(app_init);
/* Lets the CPUs that have come up so far into app_main_percpu() together. Called by the boot CPU,
 * once. */
void app_release(void) MUSTER_LINK_NAME(app_release);
/* Runs app_main_percpu() on @p cpu, the calling CPU, if it came up before the release; then serves
 * what other CPUs ask of it. Does not return. */
void app_run(unsigned int cpu) MUSTER_LINK_NAME(app_run) __attribute__((noreturn));

/* Returns what @p cpu does for the application, in a word or two. */
const char *app_state_name(unsigned int cpu) MUSTER_LINK_NAME(app_state_name);

#endif
