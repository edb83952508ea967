/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_SERIAL_DRIVER_H
#define MUSTER_RUNTIME_SERIAL_DRIVER_H

#include <stddef.h>
#include <stdint.h>

/*
 * The operations of a serial port's driver (DRIVER_SERIAL). They keep no state, work with the MMU
 * off, and wait a bounded time: a byte that the port does not take is lost.
 */
struct serial_driver {
    /* makes the port able to send and receive, at the speed that the firmware has set */
    void (*init)(uintptr_t base);
    void (*write)(uintptr_t base, const char *bytes, size_t size);
    /* waits until the last byte written has left the port, its stop bit included */
    void (*drain)(uintptr_t base);
    /* returns the next received byte, or -1 */
    int (*read)(uintptr_t base);
    /* makes the port interrupt from now on while there is something to read; NULL when it cannot */
    void (*listen)(uintptr_t base);
};

#endif
