/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_GPIO_DRIVER_H
#define MUSTER_RUNTIME_GPIO_DRIVER_H

#include <stdbool.h>
#include <stdint.h>

/* The operations of a GPIO controller's driver (DRIVER_GPIO). A line is named by two cells: its
 * number, and flags (bindings/gpio/gpio.txt). */
struct gpio_driver {
    unsigned int lines;
    /* makes the line an output with this level */
    void (*drive)(uintptr_t base, unsigned int line, bool is_high);
    /* makes the line an input: nothing drives it */
    void (*release)(uintptr_t base, unsigned int line);
};

#endif
