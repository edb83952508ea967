/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_LIBC_H
#define MUSTER_RUNTIME_LIBC_H

#include <stdbool.h>

#include <muster/linkage.h>

/* Gives libc its heap and the environment, and runs the constructors; on the boot CPU, once, before
 * other CPUs run. */
void libc_init(void) MUSTER_LINK_NAME(libc_init);

/* Runs the atexit() functions and the destructors; once, by the CPU that ends the program. */
void libc_run_exit_handlers(int status) MUSTER_LINK_NAME(libc_run_exit_handlers);

/* Whether a CPU holds the lock of malloc() and most else in the libc; at this moment. */
bool libc_lock_is_held_by(unsigned int cpu) MUSTER_LINK_NAME(libc_lock_is_held_by);

#endif
