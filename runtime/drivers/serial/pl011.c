/* SPDX-License-Identifier: MIT */
#include <muster/mmio.h>

#include "base/driver.h"
#include "base/serial_driver.h"

/* Drives the Arm PrimeCell UART (PL011), DDI 0183. */

#define UARTDR 0x00
#define UARTFR 0x18
#define UARTFR_BUSY (1u << 3)
#define UARTFR_RXFE (1u << 4)
#define UARTFR_TXFF (1u << 5)
#define UARTCR 0x30
#define UARTCR_UARTEN (1u << 0)
#define UARTCR_TXE (1u << 8)
#define UARTCR_RXE (1u << 9)
#define UARTDR_DATA_MASK 0xff
#define UARTIMSC 0x38
#define UARTIMSC_RXIM (1u << 4)
#define UARTIMSC_RTIM (1u << 6)

/* How often the port is asked for room before a byte is written anyway. The FIFO drains a byte in 1
 * ms at 9600 baud and a bus access takes far more than 1 ns, so a port that works has room long
 * before. */
#define MAX_LOOKS_PER_BYTE 1000000
#define FIFO_BYTES 32 /* of the largest FIFO; before r1p5 it has 16 */

static void pl011_init(uintptr_t base)
{
    const uint32_t on = UARTCR_UARTEN | UARTCR_TXE | UARTCR_RXE;
    uint32_t control = muster_mmio_read32(base + UARTCR);
    if ((control & on) != on)
        muster_mmio_write32(base + UARTCR, control | on);
}

static void pl011_write(uintptr_t base, const char *bytes, size_t size)
{
    for (; size; size--, bytes++) {
        unsigned int looks = 0;
        while ((muster_mmio_read32(base + UARTFR) & UARTFR_TXFF) && ++looks < MAX_LOOKS_PER_BYTE)
            ;
        muster_mmio_write32(base + UARTDR, (unsigned char)*bytes);
    }
}

/* BUSY is set from the first byte in the FIFO to the last stop bit (DDI 0183 3.3.3). */
static void pl011_drain(uintptr_t base)
{
    unsigned int looks = 0;
    while ((muster_mmio_read32(base + UARTFR) & UARTFR_BUSY) &&
           ++looks < FIFO_BYTES * MAX_LOOKS_PER_BYTE)
        ;
}

static int pl011_read(uintptr_t base)
{
    if (muster_mmio_read32(base + UARTFR) & UARTFR_RXFE)
        return -1;
    return (int)(muster_mmio_read32(base + UARTDR) & UARTDR_DATA_MASK);
}

/* Enables the receive interrupt, and the one for bytes that do not fill the queue up to its
 * level. */
static void pl011_listen(uintptr_t base)
{
    muster_mmio_write32(base + UARTIMSC, UARTIMSC_RXIM | UARTIMSC_RTIM);
}

static const struct serial_driver pl011 = {
    .init = pl011_init,
    .write = pl011_write,
    .drain = pl011_drain,
    .read = pl011_read,
    .listen = pl011_listen,
};
DRIVER(pl011, DRIVER_SERIAL, "arm,pl011", &pl011);
