/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_PORT_H
#define MUSTER_RUNTIME_PORT_H

#include <stddef.h>
#include <stdint.h>

#include <muster/linkage.h>

#include "base/serial_port.h"

/* The console's serial port, which also a CPU with its MMU off prints its report on. Its
 * driver is NULL until console_use_port() has been called, and once the port has been dropped. */
extern struct serial_port console_port MUSTER_LINK_NAME(console_port) MUSTER_IN_THIS_PROGRAM;

/* Uses the board's early serial port, if the board names one. Works before the MMU is on. */
void console_early_init(void) MUSTER_LINK_NAME(console_early_init);
/* Prints on @p port, which is copied, from now on. Called by the boot CPU while no other CPU
 * runs. */
void console_use_port(const struct serial_port *port) MUSTER_LINK_NAME(console_use_port);

/* Sends bytes through the port; without a port, by semihosting, if a host answers. A port that does
 * not take a byte in time is dropped: what it has not taken, and all later bytes, go the other way.
 * One CPU calls this at a time. */
void console_send(const char *bytes, size_t size) MUSTER_LINK_NAME(console_send);

/* Waits until the port has sent all that was written to it, a bounded time. Called before the
 * machine is turned off or reset, which loses the bytes that the port still holds. */
void console_drain(void) MUSTER_LINK_NAME(console_drain);

/* Prints no longer on the port if its registers are at @p address, where an access has just failed.
 * Goes over to the board's early port, unless that is the one that has failed. Called by the CPU
 * that handles the exception. */
void console_give_up_port(uintptr_t address) MUSTER_LINK_NAME(console_give_up_port);

#endif
