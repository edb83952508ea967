/* SPDX-License-Identifier: MIT */
#include "boot/console_late.h"

#include <stddef.h>
#include <string.h>

#include "base/driver.h"
#include "devicetree/device.h"

/* Searches the device tree for serial ports of late drivers, and claims one. */

/* Stores the port of @p device in @p port. Returns false if it cannot be mapped, or is no port. */
static bool claim(const struct serial_driver *driver, const struct fdt_device *device,
                  struct serial_port *port)
{
    *port = (struct serial_port){driver, device_map(device, 0), driver->registers};
    return port->base && driver->operations->claim(port);
}

const struct fdt_device *console_find_late(const char *name, unsigned int index,
                                           struct serial_port *port)
{
    static struct fdt_device device;

    for (const struct driver *driver = late_drivers_start; driver < late_drivers_end; driver++) {
        const struct serial_driver *serial =
            driver->kind == DRIVER_SERIAL ? driver->operations : NULL;
        if (!serial || (name && strcmp(serial->console_name, name) != 0))
            continue;
        device.node_offset = -1;
        while (device_find_late(driver, device.node_offset, &device))
            if (claim(serial, &device, port) && index-- == 0)
                return &device;
    }
    *port = (struct serial_port){.driver = NULL};
    return NULL;
}
