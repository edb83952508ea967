/* SPDX-License-Identifier: MIT */
#include "console/port.h"

#include <stdbool.h>
#include <stddef.h>

#include <muster/board.h>

#include "arch/cpu.h"
#include "arch/mmu.h"
#include "base/driver.h"
#include "base/published.h"
#include "console/semihosting.h"

/* Which serial port the console has: the board's early one, the one that the device tree names, or
 * none. */

/* The boot CPU sets the port while no other CPU runs. A report that finds that the port does not
 * answer changes it once more; the program ends then. */
struct serial_port console_port PUBLISHED = {.driver = NULL};

/* The board's early port does not answer. Set by the CPU that has found it out. */
static bool early_port_has_failed;

void console_use_port(const struct serial_port *port)
{
    console_port = *port;
    arch_publish(&console_port, sizeof(console_port));
    if (port->driver->operations->init)
        port->driver->operations->init(port);
}

static void drop_port(void)
{
    console_port.driver = NULL;
    arch_publish(&console_port, sizeof(console_port));
}

void console_send(const char *bytes, size_t size)
{
    if (console_port.driver) {
        size_t left = serial_send(&console_port, bytes, size);
        if (left == 0)
            return;
        drop_port();
        bytes += size - left;
        size = left;
    }
    semihosting_write(bytes, size);
}

/* Maps the page of the board's early port. Takes no lock, unlike muster_map_device(), since no
 * other CPU maps. Returns true on success. */
static bool map_early_port(void)
{
    const uintptr_t page_mask = ARCH_PAGE_BYTES - 1;
    int error = arch_map_again(muster_board()->early_serial_pa & ~page_mask, ARCH_PAGE_BYTES,
                               ARCH_MAP_DEVICE);

    arch_map_commit();
    return !error;
}

static void use_early_port(const struct serial_driver *driver)
{
    const struct serial_port port = {driver, muster_board()->early_serial_pa, driver->registers};

    console_use_port(&port);
}

void console_early_init(void)
{
    const struct driver *driver;

    if (console_port.driver || early_port_has_failed || !muster_board()->early_serial_compatible)
        return;
    driver = driver_find(DRIVER_SERIAL, muster_board()->early_serial_compatible);
    if (driver && map_early_port())
        use_early_port(driver->operations);
}

void console_give_up_port(uintptr_t address)
{
    if (!console_port.driver || (address ^ console_port.base) / ARCH_PAGE_BYTES != 0)
        return;
    drop_port();
    if (console_port.base == muster_board()->early_serial_pa)
        early_port_has_failed = true;
    console_early_init();
}

void console_drain(void)
{
    if (console_port.driver)
        serial_drain(&console_port);
}
