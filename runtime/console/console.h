/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_CONSOLE_H
#define MUSTER_RUNTIME_CONSOLE_H

#include <muster/console.h>
#include <muster/linkage.h>

#include "base/serial_driver.h"

/* Uses the board's early serial port, if the board names one. Works before the MMU is on. */
void console_early_init(void) MUSTER_LINK_NAME(console_early_init);
/* Prints on that port from now on; on the boot CPU, while it is alone. */
void console_use_port(const struct serial_driver *driver, uintptr_t base)
    MUSTER_LINK_NAME(console_use_port);

/* Makes @p getc what console_getc() returns, in place of the port's next byte. Like the next one on
 * the boot CPU, while it is alone. */
void console_set_input(int (*getc)(void)) MUSTER_LINK_NAME(console_set_input);
/* Makes @p function what console_enter_last() asks for what a CPU has printed that has not come to
 * console_write(): it returns how many bytes, and puts their address into @p bytes. */
void console_set_unsent_output(size_t (*function)(unsigned int cpu, const char **bytes))
    MUSTER_LINK_NAME(console_set_unsent_output);

/*
 * The calling CPU is the last that prints: what other CPUs had ready goes out, and from here on
 * everything is printed at once, without lines and without waiting for anybody.
 */
void console_enter_last(void) MUSTER_LINK_NAME(console_enter_last);

#endif
