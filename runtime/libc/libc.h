/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_LIBC_H
#define MUSTER_RUNTIME_LIBC_H

#include <muster/linkage.h>

/* Gives libc its heap and runs the constructors; on the boot CPU, once, before other CPUs run. */
void libc_init(void) MUSTER_LINK_NAME(libc_init);

/* Runs the atexit() functions and the destructors; once, by the CPU that ends the program. */
void libc_run_exit_handlers(int status) MUSTER_LINK_NAME(libc_run_exit_handlers);

#endif
