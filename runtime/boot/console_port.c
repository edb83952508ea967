/* SPDX-License-Identifier: MIT */
#include "boot/console_port.h"

#include <libfdt.h>
#include <stdbool.h>

#include <muster/console.h>
#include <muster/fdt.h>
#include <muster/machine.h>

#include "arch/mmu.h"
#include "base/driver.h"
#include "base/printable.h"
#include "boot/console_late.h"
#include "boot/console_options.h"
#include "boot/console_path.h"
#include "console/port.h"
#include "debug/sysrq.h"
#include "devicetree/device.h"
#include "devicetree/fdt_lookup.h"
#include "devicetree/fdt_read.h"
#include "devicetree/fdt_scan.h"

/* Chooses the console's port by the command line and the device tree, and listens to it. */

/* The largest reg-shift that the bus of a port can have a use for. */
#define MAX_REG_SHIFT 8

/* The port that the boot CPU has chosen, and its device, NULL when the command line has given the
 * address. Without a driver: the board's early port is in use, or none. Written by the boot CPU
 * while no other CPU runs. */
static struct {
    struct serial_port port;
    const struct fdt_device *device;
} chosen;

/* ---- opening a port ----------------------------------------------------------------------- */

/* Reads where the registers of the port are (bindings/serial/8250.yaml). What cannot be is ignored
 * with a message. */
static void read_registers(int node, struct serial_port *port)
{
    struct serial_registers *registers = &port->registers;

    if (!fdt_which(node, PROP_BIG_ENDIAN, PROP_REG_SHIFT))
        return;
    uint64_t shift = fdt_number_or(node, PROP_REG_SHIFT, registers->shift);
    uint64_t bytes = fdt_number_or(node, PROP_REG_IO_WIDTH, registers->bytes);

    registers->big_endian = fdt_has(node, PROP_BIG_ENDIAN);
    port->base += fdt_number_or(node, PROP_REG_OFFSET, 0);
    if (shift <= MAX_REG_SHIFT && (bytes == 1 || bytes == 2 || bytes == 4) &&
        port->base % bytes == 0) {
        registers->shift = (uint8_t)shift;
        registers->bytes = (uint8_t)bytes;
        return;
    }
    char shown[PRINTABLE_BYTES];
    console_printf("muster: device tree: %s: no port can have this reg-offset, reg-shift and "
                   "reg-io-width: not the console\n",
                   fdt_shown_name(node, shown));
    port->driver = NULL;
}

/* Uses the port of @p device, which may be NULL. Returns false if it is no serial port, or cannot
 * be used. */
static bool use_device(const struct fdt_device *device)
{
    const struct driver *driver = device ? &drivers_start[device->match] : NULL;

    if (!driver || driver->kind != DRIVER_SERIAL)
        return false;
    struct serial_port port = {.driver = driver->operations, .base = device_map(device, 0)};

    if (!port.base)
        return false;
    port.registers = port.driver->registers;
    if (port.registers.bytes && !port.registers.is_fixed)
        read_registers(device->node_offset, &port);
    if (!port.driver)
        return false;
    chosen.port = port;
    chosen.device = device;
    console_use_port(&port);
    return true;
}

static bool use_address(const struct serial_port *port)
{
    if (!port->driver)
        return false;
    int error = muster_map_device(port->base, ARCH_PAGE_BYTES - port->base % ARCH_PAGE_BYTES);
    if (error) {
        console_printf("muster: command line: the port at 0x%lx cannot be mapped: error %d\n",
                       (unsigned long)port->base, error);
        return false;
    }
    chosen.port = *port;
    console_use_port(port);
    return true;
}

/* ---- choosing one ------------------------------------------------------------------------- */

/* Uses a port of a late driver, which is ready. */
static bool use_late(const struct serial_port *port, const struct fdt_device *device)
{
    if (!port->driver || !device)
        return false;
    chosen.port = *port;
    chosen.device = device;
    console_use_port(port);
    return true;
}

static bool use_option(const struct fdt_scan *scan)
{
    struct console_option option = console_option(scan);

    if (use_late(&option.port, option.device))
        return true;
    return use_device(option.device) || use_address(&option.port);
}

static bool use_stdout_path(const struct fdt_scan *scan)
{
    char shown[PRINTABLE_BYTES];

    if (!scan->stdout_path)
        return false;
    const struct fdt_device *device = console_device_at(scan, scan->stdout_path);
    if (!device)
        console_printf("muster: device tree: stdout-path \"%s\" names no serial port that a driver "
                       "knows\n",
                       printable(scan->stdout_path, shown));
    return use_device(device);
}

/* Uses the first port of the tree. A port with a node below it leads to that device, as a Bluetooth
 * chip, and not to a person. */
static bool use_first(const struct fdt_scan *scan)
{
    for (unsigned int i = 0; i < scan->device_count; i++)
        if (drivers_start[scan->devices[i].match].kind == DRIVER_SERIAL &&
            fdt_first_subnode(muster_fdt(), scan->devices[i].node_offset) < 0 &&
            use_device(&scan->devices[i]))
            return true;
    return false;
}

void console_init(const struct fdt_scan *scan)
{
    struct serial_port late;

    if (!use_option(scan) && !use_stdout_path(scan) &&
        !use_device(console_device_at(scan, "serial0")) && !use_first(scan))
        use_late(&late, console_find_late(NULL, 0, &late));
}

void console_listen(void)
{
    if (sysrq_is_wanted())
        sysrq_init(&chosen.port, chosen.device);
}
