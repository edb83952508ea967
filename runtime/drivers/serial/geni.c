/* SPDX-License-Identifier: MIT */
#include <muster/mmio.h>

#include "base/driver.h"
#include "base/serial_port.h"

/* Drives the UART of Qualcomm's GENI serial engines. Source: Linux
 * drivers/tty/serial/qcom_geni_serial.c and include/linux/soc/qcom/geni-se.h. The engine runs
 * commands: the main sequencer sends, the secondary one receives. */

#define GENI_STATUS 0x40
#define GENI_STATUS_M_ACTIVE (1u << 0)
#define GENI_STATUS_S_ACTIVE (1u << 12)
#define UART_TX_TRANS_LEN 0x270
#define GENI_M_CMD0 0x600
#define GENI_S_CMD0 0x630
#define START (1u << 27) /* of M_CMD0: sends; of S_CMD0: receives */
#define GENI_TX_FIFO 0x700
#define GENI_RX_FIFO 0x780
#define GENI_RX_FIFO_STATUS 0x804
#define RX_FIFO_WORDS_MASK 0x01ffffffu

static void geni_init(const struct serial_port *port)
{
    if (!(muster_mmio_read32(port->base + GENI_STATUS) & GENI_STATUS_S_ACTIVE))
        muster_mmio_write32(port->base + GENI_S_CMD0, START);
}

/* Each byte is a command of its own. The FIFO is empty when a command has ended. */
static bool geni_has_room(const struct serial_port *port)
{
    return !(muster_mmio_read32(port->base + GENI_STATUS) & GENI_STATUS_M_ACTIVE);
}

/* A word has one byte of the command, also if the firmware has chosen to pack four. */
static void geni_put(const struct serial_port *port, unsigned char byte)
{
    muster_mmio_write32(port->base + UART_TX_TRANS_LEN, 1);
    muster_mmio_write32(port->base + GENI_M_CMD0, START);
    muster_mmio_write32(port->base + GENI_TX_FIFO, byte);
}

/* If the firmware packs four bytes into a word of the receive FIFO, only the first of those that
 * come in at once is read: the driver keeps no state. */
static int geni_read(const struct serial_port *port)
{
    if (!(muster_mmio_read32(port->base + GENI_RX_FIFO_STATUS) & RX_FIFO_WORDS_MASK))
        return -1;
    return (int)(muster_mmio_read32(port->base + GENI_RX_FIFO) & 0xff);
}

static const struct serial_operations geni_operations = {
    .init = geni_init,
    .has_room = geni_has_room,
    .put = geni_put,
    .has_sent = geni_has_room,
    .read = geni_read,
};
static const struct serial_driver geni = {
    .operations = &geni_operations, .console_name = "ttyMSM", .earlycon_name = "qcom_geni"};
DRIVER(geni_debug_uart, DRIVER_SERIAL, "qcom,geni-debug-uart", &geni);
DRIVER(geni_uart, DRIVER_SERIAL, "qcom,geni-uart", &geni);
