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

/* Tells the console where to find what the streams hold back; called by libc_init(). */
void libc_streams_init(void) MUSTER_LINK_NAME(libc_streams_init);

/* Writes out what the CPU's own streams (stdout, stderr) hold. @p cpu is the calling CPU. */
void libc_flush_streams(unsigned int cpu) MUSTER_LINK_NAME(libc_flush_streams);

/* Writes out what the streams of open files hold. All other CPUs have been stopped. */
void libc_flush_files(void) MUSTER_LINK_NAME(libc_flush_files);

/* Returns true if @p cpu holds one of the libc's static locks, such as malloc()'s, at this
 * moment. */
bool libc_lock_is_held_by(unsigned int cpu) MUSTER_LINK_NAME(libc_lock_is_held_by);

#endif
