/* SPDX-License-Identifier: MIT */
#include "drivers/gpio/gpio_line.h"

#include <libfdt.h>
#include <stddef.h>

#include <muster/console.h>
#include <muster/fdt.h>

#include "base/driver.h"
#include "devicetree/device.h"
#include "devicetree/fdt_lookup.h"
#include "devicetree/fdt_read.h"

/* Finds the controller of a line (bindings/gpio/gpio.txt). */

#define LINE_CELLS 2 /* of all controllers that have a driver */
#define FLAG_ACTIVE_LOW (1u << 0)

/* Returns the late driver of a GPIO controller, or NULL. */
static const struct gpio_driver *driver_of(int node)
{
    for (const struct driver *driver = late_drivers_start; driver < late_drivers_end; driver++)
        if (driver->kind == DRIVER_GPIO &&
            fdt_node_check_compatible(muster_fdt(), node, driver->compatible) == 0)
            return driver->operations;
    return NULL;
}

/* Stores the line that @p cells name: the phandle of its controller, its number, its flags. Returns
 * what is wrong, or NULL. */
static const char *read_line(const fdt32_t *cells, size_t count, struct gpio_line *line)
{
    struct fdt_device controller;
    uint32_t line_cells = 0;
    int node = count ? fdt_node_offset_by_phandle(muster_fdt(), fdt32_to_cpu(cells[0])) : -1;

    if (node < 0 || !device_of_node(node, &controller))
        return "has gpios without an enabled controller";
    line->driver = driver_of(node);
    if (!line->driver)
        return "has gpios of a controller that has no driver";
    if (fdt_read_u32(node, PROP_GPIO_CELLS, &line_cells) != 0 || line_cells != LINE_CELLS ||
        count < 1 + LINE_CELLS)
        return "has gpios that are not a controller, a number and flags";
    line->number = fdt32_to_cpu(cells[1]);
    line->is_active_low = fdt32_to_cpu(cells[2]) & FLAG_ACTIVE_LOW;
    if (line->number >= line->driver->lines)
        return "has gpios with a number that its controller does not have";
    line->base = device_map_at_end(&controller, 0);
    return line->base ? NULL : "has gpios of a controller that cannot be mapped";
}

bool gpio_line_of(int node, struct gpio_line *line)
{
    char shown[PRINTABLE_BYTES];
    const fdt32_t *cells;
    size_t count;
    const char *fault = fdt_read_cells(node, PROP_GPIOS, &cells, &count) == 0
                            ? read_line(cells, count, line)
                            : "has no gpios";

    if (fault)
        console_printf("muster: device tree: %s %s\n", fdt_shown_name(node, shown), fault);
    return !fault;
}

void gpio_line_drive(const struct gpio_line *line, bool is_active)
{
    line->driver->drive(line->base, line->number, is_active != line->is_active_low);
}

void gpio_line_release(const struct gpio_line *line)
{
    line->driver->release(line->base, line->number);
}
