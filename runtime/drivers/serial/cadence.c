/* SPDX-License-Identifier: MIT */
#include <muster/mmio.h>

#include "base/driver.h"
#include "base/serial_port.h"

/* Drives the Cadence UART, of Xilinx' Zynq and ZynqMP. Source: Zynq UltraScale+ Device Technical
 * Reference Manual (UG1085), 21; its register reference (UG1087). */

#define CONTROL 0x00
#define CONTROL_RX_EN (1u << 2)
#define CONTROL_RX_DIS (1u << 3)
#define CONTROL_TX_EN (1u << 4)
#define CONTROL_TX_DIS (1u << 5)
#define INTERRUPT_ENABLE 0x08
#define INTERRUPT_STATUS 0x14 /* a written 1 clears */
#define INTERRUPT_RX_LEVEL (1u << 0)
#define RX_LEVEL 0x20
#define STATUS 0x2c
#define STATUS_RX_EMPTY (1u << 1)
#define STATUS_TX_EMPTY (1u << 3)
#define STATUS_TX_FULL (1u << 4)
#define STATUS_TX_ACTIVE (1u << 11)
#define FIFO 0x30

static uint32_t status(const struct serial_port *port)
{
    return muster_mmio_read32(port->base + STATUS);
}

static void cadence_init(const struct serial_port *port)
{
    const uint32_t on = CONTROL_RX_EN | CONTROL_TX_EN, off = CONTROL_RX_DIS | CONTROL_TX_DIS;
    uint32_t control = muster_mmio_read32(port->base + CONTROL);
    if ((control & (on | off)) != on)
        muster_mmio_write32(port->base + CONTROL, (control & ~off) | on);
}

static bool cadence_has_room(const struct serial_port *port)
{
    return !(status(port) & STATUS_TX_FULL);
}

static void cadence_put(const struct serial_port *port, unsigned char byte)
{
    muster_mmio_write32(port->base + FIFO, byte);
}

static bool cadence_has_sent(const struct serial_port *port)
{
    return (status(port) & (STATUS_TX_EMPTY | STATUS_TX_ACTIVE)) == STATUS_TX_EMPTY;
}

/* The interrupt's flag stays set until it is cleared. A byte that comes between the look and the
 * clearing is seen by the second look, one that comes later sets the flag again. */
static int cadence_read(const struct serial_port *port)
{
    if (status(port) & STATUS_RX_EMPTY) {
        muster_mmio_write32(port->base + INTERRUPT_STATUS, INTERRUPT_RX_LEVEL);
        if (status(port) & STATUS_RX_EMPTY)
            return -1;
    }
    return (int)(muster_mmio_read32(port->base + FIFO) & 0xff);
}

static void cadence_listen(const struct serial_port *port)
{
    muster_mmio_write32(port->base + RX_LEVEL, 1);
    muster_mmio_write32(port->base + INTERRUPT_ENABLE, INTERRUPT_RX_LEVEL);
}

static const struct serial_operations cadence_operations = {
    .init = cadence_init,
    .has_room = cadence_has_room,
    .put = cadence_put,
    .has_sent = cadence_has_sent,
    .read = cadence_read,
    .listen = cadence_listen,
};
static const struct serial_driver cadence = {
    .operations = &cadence_operations, .console_name = "ttyPS", .earlycon_name = "cdns"};
DRIVER(cadence_r1p8, DRIVER_SERIAL, "cdns,uart-r1p8", &cadence);
DRIVER(cadence_r1p12, DRIVER_SERIAL, "cdns,uart-r1p12", &cadence);
DRIVER(xuartps, DRIVER_SERIAL, "xlnx,xuartps", &cadence);
