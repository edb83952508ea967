/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_AT_RETURN_H
#define MUSTER_RUNTIME_AT_RETURN_H

#include <muster/linkage.h>

/* Names a function that each CPU calls when a function of the application has returned on it, and
 * one that calls exit() before all else. There is one such function. */
void libc_at_return(void (*function)(void)) MUSTER_LINK_NAME(libc_at_return);
void libc_run_at_return(void) MUSTER_LINK_NAME(libc_run_at_return);

/* Names a function that each CPU calls before it goes down. There is one such function. */
void libc_at_leave(void (*function)(void)) MUSTER_LINK_NAME(libc_at_leave);
void libc_run_at_leave(void) MUSTER_LINK_NAME(libc_run_at_leave);

#endif
