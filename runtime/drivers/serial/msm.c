/* SPDX-License-Identifier: MIT */
#include <muster/mmio.h>

#include "base/driver.h"
#include "base/serial_port.h"

/* Drives Qualcomm's UART with data mover (UARTDM), without the data mover, from version 1.3 on.
 * Source: APQ8016E Technical Reference Manual, 6.2.5.3. A message is announced by its length, and
 * its bytes are written four in a word: here each message is one byte. */

#define SR 0xa4
#define SR_RX_READY (1u << 0)
#define SR_TX_EMPTY (1u << 3)
#define CR 0xa8
#define CR_RESET_STALE_INT (8u << 4)
#define CR_FORCE_STALE (4u << 8)
#define CR_STALE_EVENT_ENABLE (5u << 8)
#define CR_RESET_TX_READY (3u << 8)
#define DMRX 0x34
#define DMRX_MAX_BYTES 0xffffffu
#define NCF_TX 0x40
#define RXFS 0x50
#define RXFS_BUFFER_SHIFT 7 /* how many bytes wait that do not fill a word */
#define RXFS_BUFFER_MASK 7u
#define TF 0x100
#define RF 0x140

/* A new length may be written once the last message has left the port. */
static bool msm_has_room(const struct serial_port *port)
{
    return muster_mmio_read32(port->base + SR) & SR_TX_EMPTY;
}

static void msm_put(const struct serial_port *port, unsigned char byte)
{
    muster_mmio_write32(port->base + CR, CR_RESET_TX_READY);
    muster_mmio_write32(port->base + NCF_TX, 1);
    (void)muster_mmio_read32(port->base + NCF_TX); /* the length arrives first */
    muster_mmio_write32(port->base + TF, byte);
}

/* A word of four bytes waits in the FIFO; fewer bytes wait before it until they count as stale. Of
 * a word only the first byte is read: the driver keeps no state. */
static int msm_read(const struct serial_port *port)
{
    if (muster_mmio_read32(port->base + SR) & SR_RX_READY)
        return (int)(muster_mmio_read32(port->base + RF) & 0xff);
    if (!(muster_mmio_read32(port->base + RXFS) >> RXFS_BUFFER_SHIFT & RXFS_BUFFER_MASK))
        return -1;
    muster_mmio_write32(port->base + CR, CR_FORCE_STALE);
    int byte = (int)(muster_mmio_read32(port->base + RF) & 0xff);
    muster_mmio_write32(port->base + CR, CR_RESET_STALE_INT);
    muster_mmio_write32(port->base + DMRX, DMRX_MAX_BYTES);
    muster_mmio_write32(port->base + CR, CR_STALE_EVENT_ENABLE);
    return byte;
}

static const struct serial_operations msm_operations = {
    .has_room = msm_has_room,
    .put = msm_put,
    .has_sent = msm_has_room,
    .read = msm_read,
};
static const struct serial_driver msm = {
    .operations = &msm_operations, .console_name = "ttyMSM", .earlycon_name = "msm_serial_dm"};
DRIVER(msm_uartdm, DRIVER_SERIAL, "qcom,msm-uartdm", &msm);
