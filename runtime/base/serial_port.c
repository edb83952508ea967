/* SPDX-License-Identifier: MIT */
#include "base/serial_port.h"

#include <muster/mmio.h>

/* Waits for a port's room, for all drivers; and accesses numbered registers. Works with the MMU
 * off. */

/* How often a port is asked for room for a byte. A FIFO drains a byte in 1 ms at 9600 baud and a
 * bus access takes far more than 1 ns, so a port that works has room long before. */
#define MAX_LOOKS_PER_BYTE 1000000
#define FIFO_BYTES 32 /* a larger one drains in that many bytes' time-out, too, at 300 baud */

size_t serial_send(const struct serial_port *port, const char *bytes, size_t size)
{
    const struct serial_operations *operations = port->driver->operations;

    for (; size; size--, bytes++) {
        unsigned int looks = 0;
        while (!operations->has_room(port))
            if (++looks == MAX_LOOKS_PER_BYTE)
                return size;
        operations->put(port, (unsigned char)*bytes);
    }
    return 0;
}

void serial_drain(const struct serial_port *port)
{
    const struct serial_operations *operations = port->driver->operations;
    unsigned int looks = 0;

    if (operations->has_sent)
        while (!operations->has_sent(port) && ++looks < FIFO_BYTES * MAX_LOOKS_PER_BYTE)
            ;
}

static uintptr_t address_of(const struct serial_port *port, unsigned int index)
{
    return port->base + ((uintptr_t)index << port->registers.shift);
}

uint32_t serial_register(const struct serial_port *port, unsigned int index)
{
    uintptr_t address = address_of(port, index);

    if (port->registers.bytes == 1)
        return muster_mmio_read8(address);
    if (port->registers.bytes == 2) {
        uint16_t half = muster_mmio_read16(address);
        return port->registers.big_endian ? __builtin_bswap16(half) : half;
    }
    uint32_t word = muster_mmio_read32(address);
    return port->registers.big_endian ? __builtin_bswap32(word) : word;
}

void serial_set_register(const struct serial_port *port, unsigned int index, uint32_t value)
{
    uintptr_t address = address_of(port, index);
    bool is_swapped = port->registers.big_endian;

    if (port->registers.bytes == 1)
        muster_mmio_write8(address, (uint8_t)value);
    else if (port->registers.bytes == 2)
        muster_mmio_write16(address,
                            is_swapped ? __builtin_bswap16((uint16_t)value) : (uint16_t)value);
    else
        muster_mmio_write32(address, is_swapped ? __builtin_bswap32(value) : value);
}

void serial_turn_on(const struct serial_port *port, unsigned int index, uint32_t bits)
{
    uint32_t value = serial_register(port, index);

    if ((value & bits) != bits)
        serial_set_register(port, index, value | bits);
}
