/* SPDX-License-Identifier: MIT */
#include "console/port.h"

#include <stdbool.h>
#include <stddef.h>

#include <muster/board.h>

#include "arch/cpu.h"
#include "arch/mmu.h"
#include "base/driver.h"
#include "base/published.h"

/* Which serial port the console has: the board's early one, the one that the device tree names, or
 * none. */

/* The boot CPU sets the port while no other CPU runs. A report that finds that the port does not
 * answer changes it once more; the program ends then. */
struct console_port console_port PUBLISHED = {NULL, 0};

/* The board's early port does not answer. Set by the CPU that has found it out. */
static bool early_port_has_failed;

void console_use_port(const struct serial_driver *driver, uintptr_t base)
{
    console_port.base = base;
    console_port.driver = driver;
    arch_publish(&console_port, sizeof(console_port));
    driver->init(base);
}

/* Maps the page of the board's early port. Takes no lock, unlike muster_map_device(), since no
 * other CPU maps. Returns true on success. */
static bool map_early_port(void)
{
    const uintptr_t page_mask = ARCH_PAGE_BYTES - 1;
    int error =
        arch_map_again(muster_board.early_serial_pa & ~page_mask, ARCH_PAGE_BYTES, ARCH_MAP_DEVICE);

    arch_map_commit();
    return !error;
}

void console_early_init(void)
{
    const struct driver *driver;

    if (console_port.driver || early_port_has_failed || !muster_board.early_serial_compatible)
        return;
    driver = driver_find(DRIVER_SERIAL, muster_board.early_serial_compatible);
    if (driver && map_early_port())
        console_use_port(driver->operations, muster_board.early_serial_pa);
}

void console_give_up_port(uintptr_t address)
{
    if (!console_port.driver || (address ^ console_port.base) / ARCH_PAGE_BYTES != 0)
        return;
    console_port.driver = NULL;
    arch_publish(&console_port, sizeof(console_port));
    if (console_port.base == muster_board.early_serial_pa)
        early_port_has_failed = true;
    console_early_init();
}

void console_drain(void)
{
    const struct serial_driver *driver = console_port.driver;
    if (driver)
        driver->drain(console_port.base);
}
