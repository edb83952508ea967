/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_TEST_HOST_ARM_MACHINE_H
#define MUSTER_TEST_HOST_ARM_MACHINE_H

/* What the files of the stand-in machine share. */

/* Makes the calling thread able to take interrupts, and sets up its timer. Its host_this_cpu is
 * set. */
void host_interrupts_begin(void);

/* Returns how many of the host's cores the program may use. */
unsigned int host_cores(void);

/* Ends the program with a message: the machine cannot do what the program asks for. */
__attribute__((noreturn, format(printf, 1, 2))) void host_fail(const char *format, ...);

#endif
