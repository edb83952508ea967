/* SPDX-License-Identifier: MIT */
#include "base/driver.h"
#include "base/machine_end_driver.h"
#include "devicetree/fdt_read.h"
#include "devicetree/fdt_scan.h"
#include "drivers/gpio/gpio_line.h"

/* Turns the machine off, or resets it, by a line to another chip (bindings/power/reset,
 * gpio-poweroff.yaml and gpio-restart.yaml). The chip may want a level, or one of both edges: the
 * line becomes active, inactive, and active again. */

#define DEFAULT_DELAY_MS 100u
#define DEFAULT_TIMEOUT_MS 3000u

static void wait_as_said(int node, enum known_property which, uint32_t fallback_ms)
{
    machine_end_wait(fdt_number_or(node, which, fallback_ms));
}

static void gpio_turn_off(const struct fdt_device *device)
{
    int node = device->node_offset;
    struct gpio_line line;

    if (!gpio_line_of(node, &line))
        return;
    gpio_line_drive(&line, true);
    wait_as_said(node, PROP_ACTIVE_DELAY_MS, DEFAULT_DELAY_MS);
    gpio_line_drive(&line, false);
    wait_as_said(node, PROP_INACTIVE_DELAY_MS, DEFAULT_DELAY_MS);
    gpio_line_drive(&line, true);
    wait_as_said(node, PROP_TIMEOUT_MS, DEFAULT_TIMEOUT_MS);
}

/* Something else drives an open-source line to its inactive level. */
static void gpio_reset(const struct fdt_device *device)
{
    int node = device->node_offset;
    struct gpio_line line;

    if (!gpio_line_of(node, &line))
        return;
    gpio_line_drive(&line, true);
    wait_as_said(node, PROP_ACTIVE_DELAY, DEFAULT_DELAY_MS);
    if (fdt_has(node, PROP_OPEN_SOURCE))
        gpio_line_release(&line);
    else
        gpio_line_drive(&line, false);
    wait_as_said(node, PROP_INACTIVE_DELAY, DEFAULT_DELAY_MS);
    gpio_line_drive(&line, true);
    wait_as_said(node, PROP_WAIT_DELAY, DEFAULT_TIMEOUT_MS);
}

static const struct machine_end_driver poweroff = {.rank = MACHINE_END_BY_LINE,
                                                   .turn_off = gpio_turn_off};
LATE_DRIVER(gpio_poweroff, DRIVER_MACHINE_END, "gpio-poweroff", &poweroff);

static const struct machine_end_driver restart = {.rank = MACHINE_END_BY_LINE, .reset = gpio_reset};
LATE_DRIVER(gpio_restart, DRIVER_MACHINE_END, "gpio-restart", &restart);
