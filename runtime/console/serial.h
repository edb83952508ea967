/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_SERIAL_H
#define MUSTER_RUNTIME_SERIAL_H

#include <stddef.h>
#include <stdint.h>

/*
 * A serial port's driver: chosen by `compatible`, for the console. The functions keep no state,
 * work with the MMU off, and wait a bounded time: a byte that the port does not take is lost.
 */
struct serial_driver {
    const char *compatible;
    /* makes the port able to send and receive, at the speed that the firmware has set */
    void (*init)(uintptr_t base);
    void (*write)(uintptr_t base, const char *bytes, size_t size);
    /* the next received byte, or -1 */
    int (*read)(uintptr_t base);
    /* interrupts from now on while there is something to read; NULL when it cannot */
    void (*listen)(uintptr_t base);
};
#define SERIAL_DRIVER(name, ...)                                                                   \
    static const struct serial_driver serial_driver_##name                                         \
        __attribute__((used, section(".muster_serial_drivers"), aligned(8))) = {__VA_ARGS__}

#endif
