/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_LIBC_H
#define MUSTER_RUNTIME_LIBC_H

#include <stdbool.h>
#include <stddef.h>

#include <muster/linkage.h>

/* What the boot, the exit and hotplug call of the libc. */

/* Gives the libc its heap and its environment, and runs the constructors. On the boot CPU, once,
 * before other CPUs run. */
void libc_init(void) MUSTER_LINK_NAME(libc_init);

/* Runs the atexit() functions and the destructors. Once, on the CPU that ends the program. */
void libc_run_exit_handlers(int status) MUSTER_LINK_NAME(libc_run_exit_handlers);

/* Writes out what the CPU's own streams (stdout, stderr) hold. @p cpu is the calling CPU. */
void libc_flush_streams(unsigned int cpu) MUSTER_LINK_NAME(libc_flush_streams);

/* Writes out what the streams of open files hold. All other CPUs have been stopped. */
void libc_flush_files(void) MUSTER_LINK_NAME(libc_flush_files);

/* Finds the output of @p cpu that has not reached console_write() yet. @p cpu has been stopped.
 * Sets *@p bytes to the output and returns how many bytes there are. */
size_t libc_unsent_output(unsigned int cpu, const char **bytes)
    MUSTER_LINK_NAME(libc_unsent_output);

/* Returns true if @p cpu holds one of the libc's static locks, such as malloc()'s, at this
 * moment. */
bool libc_lock_is_held_by(unsigned int cpu) MUSTER_LINK_NAME(libc_lock_is_held_by);

#endif
