/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_GPIO_LINE_H
#define MUSTER_RUNTIME_GPIO_LINE_H

#include <stdbool.h>
#include <stdint.h>

#include <muster/linkage.h>

#include "base/gpio_driver.h"

/* A line of a GPIO controller, as the property `gpios` of a device names it. */
struct gpio_line {
    const struct gpio_driver *driver;
    uintptr_t base;
    unsigned int number;
    bool is_active_low;
};

/* Stores the first line of the property `gpios` of the node at libfdt offset @p node, and maps its
 * controller, for the end of the machine. Returns false after a message that names the node. */
bool gpio_line_of(int node, struct gpio_line *line) MUSTER_LINK_NAME(gpio_line_of);

/* Drives the line to its active level, or to the other one. */
void gpio_line_drive(const struct gpio_line *line, bool is_active)
    MUSTER_LINK_NAME(gpio_line_drive);
/* Drives the line no longer. */
void gpio_line_release(const struct gpio_line *line) MUSTER_LINK_NAME(gpio_line_release);

#endif
