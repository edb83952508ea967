/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_SERIAL_PORT_H
#define MUSTER_RUNTIME_SERIAL_PORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <muster/linkage.h>

/* Serial ports, and the operations of their drivers (DRIVER_SERIAL). */

/* Where the registers of a port are, if the driver numbers them (serial_register()). */
struct serial_registers {
    uint8_t shift; /* register n is at the base + (n << shift) */
    uint8_t bytes; /* the size of an access: 1, 2 or 4 */
    bool big_endian;
    bool is_fixed; /* the properties reg-shift, reg-io-width, big-endian of a tree do not count */
};

/* A port and its driver. `driver` is NULL when there is no port. */
struct serial_port {
    const struct serial_driver *driver;
    uintptr_t base;
    struct serial_registers registers;
};

/*
 * What a kind of port can do. The firmware has set up speed, format, pins and clocks; these
 * functions only send and receive. They keep no state (drivers/serial/virtio.c does: its port is in
 * memory), work with the MMU off, and do not wait. A function that is NULL is a capability that the
 * port does not have, or does not need.
 */
struct serial_operations {
    /* for late drivers: returns true if the registers are those of such a port that can be used,
     * and makes it ready. Called once for a port, with the MMU on */
    bool (*claim)(const struct serial_port *port);
    /* turns on sending and receiving, if the firmware has left it off */
    void (*init)(const struct serial_port *port);
    bool (*has_room)(const struct serial_port *port);
    /* writes a byte; has_room() has returned true */
    void (*put)(const struct serial_port *port, unsigned char byte);
    /* returns true if the last byte written has left the port, its stop bit included */
    bool (*has_sent)(const struct serial_port *port);
    /* returns the next received byte, or -1; then the port no longer interrupts */
    int (*read)(const struct serial_port *port);
    /* makes the port interrupt from now on while there is something to read */
    void (*listen)(const struct serial_port *port);
};

#define SERIAL_CONSTANTS 6

/* A driver: a kind of port, and where one variant of it differs from others. */
struct serial_driver {
    const struct serial_operations *operations;
    /* Linux's names of such a port: in console=, without the number, and in earlycon= */
    char console_name[8], earlycon_name[14];
    struct serial_registers registers;
    /* for the driver itself, as the offsets of registers of this variant */
    uint8_t constants[SERIAL_CONSTANTS];
};

/* Sends @p size bytes. Returns 0, or, if the port has no room for a byte within a bounded time, how
 * many bytes are left. */
size_t serial_send(const struct serial_port *port, const char *bytes, size_t size)
    MUSTER_LINK_NAME(serial_send);

/* Waits until the port has sent all that was written to it, a bounded time. */
void serial_drain(const struct serial_port *port) MUSTER_LINK_NAME(serial_drain);

/* Reads register @p index, in the port's size and byte order. */
uint32_t serial_register(const struct serial_port *port, unsigned int index)
    MUSTER_LINK_NAME(serial_register);
/* Writes register @p index likewise. */
void serial_set_register(const struct serial_port *port, unsigned int index, uint32_t value)
    MUSTER_LINK_NAME(serial_set_register);
/* Turns on those bits of register @p index that are not on; writes nothing if all are. */
void serial_turn_on(const struct serial_port *port, unsigned int index, uint32_t bits)
    MUSTER_LINK_NAME(serial_turn_on);

#endif
