/* SPDX-License-Identifier: MIT */
#include <muster/mmio.h>

#include "base/driver.h"
#include "base/serial_port.h"

/* Drives the UART of NXP's i.MX. Source: i.MX 8M Mini Applications Processor Reference Manual
 * (IMX8MMRM), 16.2. */

#define URXD 0x00
#define URXD_CHARRDY (1u << 15)
#define UTXD 0x40
#define UCR1 0x80
#define UCR1_UARTEN (1u << 0)
#define UCR2 0x84
#define UCR2_RXEN (1u << 1)
#define UCR2_TXEN (1u << 2)
#define UCR4 0x8c
#define UCR4_DREN (1u << 0) /* interrupts while USR2.RDR is set: a byte can be read */
#define USR2 0x98
#define USR2_TXDC (1u << 3)
#define UTS 0xb4
#define UTS_TXFULL (1u << 4)

static void imx_init(const struct serial_port *port)
{
    serial_turn_on(port, UCR1, UCR1_UARTEN);
    serial_turn_on(port, UCR2, UCR2_RXEN | UCR2_TXEN);
}

static bool imx_has_room(const struct serial_port *port)
{
    return !(muster_mmio_read32(port->base + UTS) & UTS_TXFULL);
}

static void imx_put(const struct serial_port *port, unsigned char byte)
{
    muster_mmio_write32(port->base + UTXD, byte);
}

static bool imx_has_sent(const struct serial_port *port)
{
    return muster_mmio_read32(port->base + USR2) & USR2_TXDC;
}

static int imx_read(const struct serial_port *port)
{
    uint32_t data = muster_mmio_read32(port->base + URXD);

    return data & URXD_CHARRDY ? (int)(data & 0xff) : -1;
}

static void imx_listen(const struct serial_port *port)
{
    serial_turn_on(port, UCR4, UCR4_DREN);
}

static const struct serial_operations imx_operations = {
    .init = imx_init,
    .has_room = imx_has_room,
    .put = imx_put,
    .has_sent = imx_has_sent,
    .read = imx_read,
    .listen = imx_listen,
};
static const struct serial_driver imx = {.operations = &imx_operations,
                                         .console_name = "ttymxc",
                                         .earlycon_name = "ec_imx6q",
                                         .registers = {.bytes = 4, .is_fixed = true}};
DRIVER(imx6q_uart, DRIVER_SERIAL, "fsl,imx6q-uart", &imx);
DRIVER(imx53_uart, DRIVER_SERIAL, "fsl,imx53-uart", &imx);
DRIVER(imx21_uart, DRIVER_SERIAL, "fsl,imx21-uart", &imx);
