/* SPDX-License-Identifier: MIT */

/* glibc's variable of this name. libstdc++'s objects read it, and count references without atomic
 * operations where it is true. Here other CPUs may run at any time. */

extern char __libc_single_threaded;
char __libc_single_threaded = 0;
