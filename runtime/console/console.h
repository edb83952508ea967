/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_CONSOLE_H
#define MUSTER_RUNTIME_CONSOLE_H

#include <stdint.h>

#include <muster/console.h>
#include <muster/linkage.h>

#include "base/serial_driver.h"

/* The runtime's own view of the console: its port, its input, and how it prints the last lines. */

/* Uses the board's early serial port, if the board names one. Works before the MMU is on. */
void console_early_init(void) MUSTER_LINK_NAME(console_early_init);
/* Prints on the port of @p driver at @p base from now on. Called by the boot CPU while no other CPU
 * runs. */
void console_use_port(const struct serial_driver *driver, uintptr_t base)
    MUSTER_LINK_NAME(console_use_port);

/* Waits until the port has sent all that was written to it, a bounded time. Called before the
 * machine is turned off or reset, which loses the bytes that the port still holds. */
void console_drain(void) MUSTER_LINK_NAME(console_drain);

/* Makes console_getc() return what @p getc returns, in place of the port's next byte. Called by the
 * boot CPU while no other CPU runs. */
void console_set_input(int (*getc)(void)) MUSTER_LINK_NAME(console_set_input);
/* Registers @p function, which finds output of a CPU that has not reached console_write(). It
 * returns how many bytes there are, and sets @p bytes to their address. console_enter_last() calls
 * it. Called by the boot CPU while no other CPU runs. */
void console_set_unsent_output(size_t (*function)(unsigned int cpu, const char **bytes))
    MUSTER_LINK_NAME(console_set_unsent_output);

/* Prints no longer on the port if its registers are at @p address, where an access has just failed.
 * Goes over to the board's early port, unless that is the one that has failed. Called by the CPU
 * that handles the exception. */
void console_give_up_port(uintptr_t address) MUSTER_LINK_NAME(console_give_up_port);

/* Makes the calling CPU the only one that prints. Sends what the other CPUs, which have been
 * stopped, had ready. From then on every byte goes out at once, without lines and without
 * waiting. */
void console_enter_last(void) MUSTER_LINK_NAME(console_enter_last);

#endif
