/* SPDX-License-Identifier: MIT */
#include <muster/mmio.h>

#include "base/driver.h"
#include "base/serial_port.h"

/* Drives the Arm PrimeCell UART (PL011), DDI 0183, and the part of it that servers have: the
 * generic UART of SBSA (DEN0029 appendix B), which has no control register. */

#define UARTDR 0x00
#define UARTDR_DATA_MASK 0xff
#define UARTFR 0x18
#define UARTFR_BUSY (1u << 3)
#define UARTFR_RXFE (1u << 4)
#define UARTFR_TXFF (1u << 5)
#define UARTCR 0x30
#define UARTCR_UARTEN (1u << 0)
#define UARTCR_TXE (1u << 8)
#define UARTCR_RXE (1u << 9)
#define UARTIMSC 0x38
#define UARTIMSC_RXIM (1u << 4)
#define UARTIMSC_RTIM (1u << 6)

static void pl011_init(const struct serial_port *port)
{
    const uint32_t on = UARTCR_UARTEN | UARTCR_TXE | UARTCR_RXE;
    uint32_t control = muster_mmio_read32(port->base + UARTCR);
    if ((control & on) != on)
        muster_mmio_write32(port->base + UARTCR, control | on);
}

static bool pl011_has_room(const struct serial_port *port)
{
    return !(muster_mmio_read32(port->base + UARTFR) & UARTFR_TXFF);
}

static void pl011_put(const struct serial_port *port, unsigned char byte)
{
    muster_mmio_write32(port->base + UARTDR, byte);
}

/* BUSY is set from the first byte in the FIFO to the last stop bit (DDI 0183 3.3.3). */
static bool pl011_has_sent(const struct serial_port *port)
{
    return !(muster_mmio_read32(port->base + UARTFR) & UARTFR_BUSY);
}

static int pl011_read(const struct serial_port *port)
{
    if (muster_mmio_read32(port->base + UARTFR) & UARTFR_RXFE)
        return -1;
    return (int)(muster_mmio_read32(port->base + UARTDR) & UARTDR_DATA_MASK);
}

/* Enables the receive interrupt, and the one for bytes that do not fill the queue up to its
 * level. */
static void pl011_listen(const struct serial_port *port)
{
    muster_mmio_write32(port->base + UARTIMSC, UARTIMSC_RXIM | UARTIMSC_RTIM);
}

static const struct serial_operations pl011_operations = {
    .init = pl011_init,
    .has_room = pl011_has_room,
    .put = pl011_put,
    .has_sent = pl011_has_sent,
    .read = pl011_read,
    .listen = pl011_listen,
};
static const struct serial_driver pl011 = {
    .operations = &pl011_operations, .console_name = "ttyAMA", .earlycon_name = "pl011"};
DRIVER(pl011, DRIVER_SERIAL, "arm,pl011", &pl011);

static const struct serial_operations sbsa_operations = {
    .has_room = pl011_has_room,
    .put = pl011_put,
    .has_sent = pl011_has_sent,
    .read = pl011_read,
    .listen = pl011_listen,
};
static const struct serial_driver sbsa_uart = {
    .operations = &sbsa_operations, .console_name = "ttyAMA", .earlycon_name = "sbsa"};
DRIVER(sbsa_uart, DRIVER_SERIAL, "arm,sbsa-uart", &sbsa_uart);
