/* SPDX-License-Identifier: MIT */
#include <muster/mmio.h>

#include "base/driver.h"
#include "base/serial_port.h"

/* Drives the UART of Samsung's Exynos, and the S5L of Apple, which is its relative. Source: Samsung
 * Exynos 5 Dual User's Manual, 29; Linux drivers/tty/serial/samsung_tty.c for the S5L. Data has the
 * size of reg-io-width, other registers are words. */

#define UFCON 0x08
#define UFCON_FIFO_EN (1u << 0)
#define UTRSTAT 0x10
#define UTRSTAT_RX_READY (1u << 0)
#define UTRSTAT_TX_BUFFER_EMPTY (1u << 1)
#define UTRSTAT_TX_EMPTY (1u << 2)
#define UFSTAT 0x18
#define UTXH 0x20
#define URXH 0x24

/* The driver's constants: the bits of UFSTAT. */
enum { TX_FULL_BIT, RX_FULL_BIT, RX_COUNT_MASK };

static uint32_t word(const struct serial_port *port, unsigned int offset)
{
    return muster_mmio_read32(port->base + offset);
}

static bool has_fifo(const struct serial_port *port)
{
    return word(port, UFCON) & UFCON_FIFO_EN;
}

static bool samsung_has_room(const struct serial_port *port)
{
    if (has_fifo(port))
        return !(word(port, UFSTAT) >> port->driver->constants[TX_FULL_BIT] & 1);
    return word(port, UTRSTAT) & UTRSTAT_TX_BUFFER_EMPTY;
}

static void samsung_put(const struct serial_port *port, unsigned char byte)
{
    serial_set_register(port, UTXH, byte);
}

static bool samsung_has_sent(const struct serial_port *port)
{
    return word(port, UTRSTAT) & UTRSTAT_TX_EMPTY;
}

static bool has_input(const struct serial_port *port)
{
    const uint8_t *bits = port->driver->constants;
    uint32_t in_fifo = bits[RX_COUNT_MASK] | 1u << bits[RX_FULL_BIT];

    if (has_fifo(port))
        return word(port, UFSTAT) & in_fifo;
    return word(port, UTRSTAT) & UTRSTAT_RX_READY;
}

static int samsung_read(const struct serial_port *port)
{
    return has_input(port) ? (int)(serial_register(port, URXH) & 0xff) : -1;
}

static const struct serial_operations samsung_operations = {
    .has_room = samsung_has_room,
    .put = samsung_put,
    .has_sent = samsung_has_sent,
    .read = samsung_read,
};

static const struct serial_driver exynos = {
    .operations = &samsung_operations,
    .console_name = "ttySAC",
    .earlycon_name = "exynos4210",
    .registers = {.bytes = 1},
    .constants = {[TX_FULL_BIT] = 24, [RX_FULL_BIT] = 8, [RX_COUNT_MASK] = 0xff}};
DRIVER(exynos4210_uart, DRIVER_SERIAL, "samsung,exynos4210-uart", &exynos);
DRIVER(exynos5433_uart, DRIVER_SERIAL, "samsung,exynos5433-uart", &exynos);
DRIVER(exynos850_uart, DRIVER_SERIAL, "samsung,exynos850-uart", &exynos);

static const struct serial_driver gs101 = {
    .operations = &samsung_operations,
    .console_name = "ttySAC",
    .earlycon_name = "gs101",
    .registers = {.bytes = 4, .is_fixed = true},
    .constants = {[TX_FULL_BIT] = 24, [RX_FULL_BIT] = 8, [RX_COUNT_MASK] = 0xff}};
DRIVER(gs101_uart, DRIVER_SERIAL, "google,gs101-uart", &gs101);

static const struct serial_driver s5l = {
    .operations = &samsung_operations,
    .console_name = "ttySAC",
    .earlycon_name = "s5l",
    .registers = {.bytes = 4, .is_fixed = true},
    .constants = {[TX_FULL_BIT] = 9, [RX_FULL_BIT] = 8, [RX_COUNT_MASK] = 0x0f}};
DRIVER(s5l_uart, DRIVER_SERIAL, "apple,s5l-uart", &s5l);
