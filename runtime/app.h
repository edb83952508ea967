/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_APP_H
#define MUSTER_RUNTIME_APP_H

#include <muster/linkage.h>

/* Lets the @p cpus CPUs that are online into app_main_percpu() together; on the boot CPU, once. */
void app_release(unsigned int cpus) MUSTER_LINK_NAME(app_release);
/* A CPU's turn: waits for the release, runs the application, and ends the program if it is last. */
void app_run(unsigned int cpu) MUSTER_LINK_NAME(app_run) __attribute__((noreturn));

#endif
