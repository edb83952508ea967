/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_SYSRQ_H
#define MUSTER_RUNTIME_SYSRQ_H

#include <stdbool.h>
#include <stdint.h>

#include <muster/linkage.h>

#include "base/serial_driver.h"

struct fdt_device;

/* Whether the command line asks for it. */
bool sysrq_is_wanted(void) MUSTER_LINK_NAME(sysrq_is_wanted);
/* Takes what the console's port receives by its interrupt; on the boot CPU, once handlers can be
 * requested. Without such a port, says so. */
void sysrq_init(const struct serial_driver *driver, uintptr_t base, const struct fdt_device *device)
    MUSTER_LINK_NAME(sysrq_init);

#endif
