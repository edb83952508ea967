/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_APP_H
#define MUSTER_RUNTIME_APP_H

#include <stdbool.h>

#include <muster/linkage.h>

/* Lets the CPUs that have come up so far, @p cpus of them, into app_main_percpu() together; on the
 * boot CPU, once. */
void app_release(unsigned int cpus) MUSTER_LINK_NAME(app_release);
/* Whether that is still to come: a CPU that is up before it is let in with the others. */
bool app_is_to_begin(void) MUSTER_LINK_NAME(app_is_to_begin);

/* Before a CPU says that it is up: from then on it can be given functions. With @p begins it has
 * one already. app_close() takes that back. */
void app_open(unsigned int cpu, bool begins) MUSTER_LINK_NAME(app_open);
void app_close(unsigned int cpu) MUSTER_LINK_NAME(app_close);
/* On a CPU that has not gone down after all, or not stayed half-way, before it says so: it can be
 * given functions again if it is up. */
void app_reopen(unsigned int cpu) MUSTER_LINK_NAME(app_reopen);
/* What a CPU does once it is up: with @p begins it waits for the release and calls
 * app_main_percpu(); then it is idle, and does what others ask of it. */
void app_run(unsigned int cpu, bool begins) MUSTER_LINK_NAME(app_run) __attribute__((noreturn));

/* Calls the application's function for a CPU that is to leave, on the CPU that wants it to. */
void app_tell_to_leave(unsigned int cpu) MUSTER_LINK_NAME(app_tell_to_leave);

#endif
