/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_APP_H
#define MUSTER_RUNTIME_APP_H

#include <stdbool.h>

#include <muster/linkage.h>

/* Lets the CPUs that have come up so far into app_main_percpu() together; on the boot CPU, once. */
void app_release(void) MUSTER_LINK_NAME(app_release);
/* Before a CPU says that it is up: from then on it can be given functions, and before the release
 * it is one of those that it lets in. One that stands half-way is not, until app_reopen().
 * app_close() takes that back. */
void app_open(unsigned int cpu, bool is_half_way) MUSTER_LINK_NAME(app_open);
void app_close(unsigned int cpu) MUSTER_LINK_NAME(app_close);
/* On a CPU that has not gone down after all, or not stayed half-way, before it says so: it can be
 * given functions again if it is up. */
void app_reopen(unsigned int cpu) MUSTER_LINK_NAME(app_reopen);
/* What a CPU does once it is up: app_main_percpu(), if it is let in, and then, idle, what others
 * ask of it. */
void app_run(unsigned int cpu) MUSTER_LINK_NAME(app_run) __attribute__((noreturn));

/* Names a function that each CPU calls when a function of the application has returned on it, and
 * one that calls exit() before all else. There is one such function. */
void app_at_return(void (*function)(void)) MUSTER_LINK_NAME(app_at_return);
void app_run_at_return(void) MUSTER_LINK_NAME(app_run_at_return);

/* Calls the application's function for a CPU that is to leave, on the CPU that wants it to. */
void app_tell_to_leave(unsigned int cpu) MUSTER_LINK_NAME(app_tell_to_leave);

/* What a CPU does for the application, in a word or two. */
const char *app_state_name(unsigned int cpu) MUSTER_LINK_NAME(app_state_name);

#endif
