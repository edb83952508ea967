/* SPDX-License-Identifier: MIT */
#include <muster/mmio.h>

#include "base/driver.h"
#include "base/serial_port.h"

/* Drives the UART of Amlogic's Meson. Source: S905X Datasheet, "UART"; Linux
 * drivers/tty/serial/meson_uart.c. */

#define WFIFO 0x00
#define RFIFO 0x04
#define CONTROL 0x08
#define CONTROL_TX_EN (1u << 12)
#define CONTROL_RX_EN (1u << 13)
#define CONTROL_RX_INT_EN (1u << 27)
#define STATUS 0x0c
#define STATUS_RX_EMPTY (1u << 20)
#define STATUS_TX_FULL (1u << 21)
#define STATUS_TX_EMPTY (1u << 22)
#define STATUS_XMIT_BUSY (1u << 25)
#define MISC 0x10
#define MISC_RX_INT_BYTES_MASK 0xffu /* how many bytes in the FIFO interrupt */

static uint32_t status(const struct serial_port *port)
{
    return muster_mmio_read32(port->base + STATUS);
}

static void meson_init(const struct serial_port *port)
{
    serial_turn_on(port, CONTROL, CONTROL_TX_EN | CONTROL_RX_EN);
}

static bool meson_has_room(const struct serial_port *port)
{
    return !(status(port) & STATUS_TX_FULL);
}

static void meson_put(const struct serial_port *port, unsigned char byte)
{
    muster_mmio_write32(port->base + WFIFO, byte);
}

static bool meson_has_sent(const struct serial_port *port)
{
    return (status(port) & (STATUS_TX_EMPTY | STATUS_XMIT_BUSY)) == STATUS_TX_EMPTY;
}

static int meson_read(const struct serial_port *port)
{
    if (status(port) & STATUS_RX_EMPTY)
        return -1;
    return (int)(muster_mmio_read32(port->base + RFIFO) & 0xff);
}

static void meson_listen(const struct serial_port *port)
{
    uint32_t misc = muster_mmio_read32(port->base + MISC) & ~MISC_RX_INT_BYTES_MASK;

    muster_mmio_write32(port->base + MISC, misc | 1);
    serial_turn_on(port, CONTROL, CONTROL_RX_INT_EN);
}

static const struct serial_operations meson_operations = {
    .init = meson_init,
    .has_room = meson_has_room,
    .put = meson_put,
    .has_sent = meson_has_sent,
    .read = meson_read,
    .listen = meson_listen,
};
static const struct serial_driver meson = {.operations = &meson_operations,
                                           .console_name = "ttyAML",
                                           .earlycon_name = "meson",
                                           .registers = {.bytes = 4, .is_fixed = true}};
DRIVER(meson_ao_uart, DRIVER_SERIAL, "amlogic,meson-ao-uart", &meson);
DRIVER(meson_gx_uart, DRIVER_SERIAL, "amlogic,meson-gx-uart", &meson);
DRIVER(meson_s4_uart, DRIVER_SERIAL, "amlogic,meson-s4-uart", &meson);
DRIVER(meson_uart, DRIVER_SERIAL, "amlogic,meson-uart", &meson);
