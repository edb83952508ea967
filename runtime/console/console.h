/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_CONSOLE_H
#define MUSTER_RUNTIME_CONSOLE_H

#include <stddef.h>

#include <muster/console.h>
#include <muster/linkage.h>

/* The runtime's own view of the console: its input, and how it prints the last lines. */

/* Makes console_getc() return what @p getc returns, in place of the port's next byte. Called by the
 * boot CPU while no other CPU runs. */
void console_set_input(int (*getc)(void)) MUSTER_LINK_NAME(console_set_input);
/* Registers @p function, which finds output of a CPU that has not reached console_write(). It
 * returns how many bytes there are, and sets @p bytes to their address. console_enter_last() calls
 * it. Called by the boot CPU while no other CPU runs. */
void console_set_unsent_output(size_t (*function)(unsigned int cpu, const char **bytes))
    MUSTER_LINK_NAME(console_set_unsent_output);

/* Makes the calling CPU the only one that prints. Sends what the other CPUs, which have been
 * stopped, had ready. From then on every byte goes out at once, without lines and without
 * waiting. */
void console_enter_last(void) MUSTER_LINK_NAME(console_enter_last);

#endif
