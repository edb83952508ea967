/* SPDX-License-Identifier: MIT */
#include <muster/mmio.h>

#include "base/driver.h"
#include "base/serial_port.h"

/* Drives the UARTs of Marvell's Armada 3700. Source: Linux drivers/tty/serial/mvebu-uart.c; 88F3720
 * Functional Specification, "UART". */

#define STAT 0x0c
#define STAT_TX_EMPTY (1u << 6)
#define STAT_TX_FIFO_FULL (1u << 11)

/* The driver's constants: the registers for data, and the bit of STAT for a received byte. */
enum { RBR, TSH, RX_READY_BIT };

static uint32_t status(const struct serial_port *port)
{
    return muster_mmio_read32(port->base + STAT);
}

static bool mvebu_has_room(const struct serial_port *port)
{
    return !(status(port) & STAT_TX_FIFO_FULL);
}

static void mvebu_put(const struct serial_port *port, unsigned char byte)
{
    muster_mmio_write32(port->base + port->driver->constants[TSH], byte);
}

static bool mvebu_has_sent(const struct serial_port *port)
{
    return status(port) & STAT_TX_EMPTY;
}

static int mvebu_read(const struct serial_port *port)
{
    if (!(status(port) >> port->driver->constants[RX_READY_BIT] & 1))
        return -1;
    return (int)(muster_mmio_read32(port->base + port->driver->constants[RBR]) & 0xff);
}

static const struct serial_operations mvebu_operations = {
    .has_room = mvebu_has_room,
    .put = mvebu_put,
    .has_sent = mvebu_has_sent,
    .read = mvebu_read,
};

static const struct serial_driver mvebu = {
    .operations = &mvebu_operations,
    .console_name = "ttyMV",
    .earlycon_name = "ar3700_uart",
    .constants = {[RBR] = 0x00, [TSH] = 0x04, [RX_READY_BIT] = 4}};
DRIVER(armada_3700_uart, DRIVER_SERIAL, "marvell,armada-3700-uart", &mvebu);

static const struct serial_driver mvebu_ext = {
    .operations = &mvebu_operations,
    .console_name = "ttyMV",
    .constants = {[RBR] = 0x18, [TSH] = 0x1c, [RX_READY_BIT] = 14}};
DRIVER(armada_3700_uart_ext, DRIVER_SERIAL, "marvell,armada-3700-uart-ext", &mvebu_ext);
