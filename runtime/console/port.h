/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_PORT_H
#define MUSTER_RUNTIME_PORT_H

#include <stdint.h>

#include <muster/linkage.h>

#include "base/serial_driver.h"

/* The console's serial port, which also a CPU with its MMU off prints its report on. Its
 * driver is NULL until console_use_port() has been called. */
struct console_port {
    const struct serial_driver *driver;
    uintptr_t base;
};
extern struct console_port console_port MUSTER_LINK_NAME(console_port) MUSTER_IN_THIS_PROGRAM;

#endif
