/* SPDX-License-Identifier: MIT */
#include "base/driver.h"
#include "base/serial_port.h"

/* Drives NXP's LPUART. Source: i.MX 8DualX Reference Manual (IMX8DQXPRM), "LPUART"; QorIQ LS1021A
 * Reference Manual, 20, which has its registers big endian; Vybrid Reference Manual (VYBRIDRM),
 * 43 "UART", of which the registers have 8 bits: S1 and C2 are the upper halves, bits 23:16, of
 * what is STAT and CTRL elsewhere. */

#define STAT_RDRF (1u << 21)
#define STAT_TC (1u << 22)
#define STAT_TDRE (1u << 23)
#define CTRL_RE (1u << 18)
#define CTRL_TE (1u << 19)
#define CTRL_RIE (1u << 21)

/* The driver's constants: where the registers are, and how many of the lowest bits STAT and CTRL
 * lack. */
enum { STAT, CTRL, DATA, LACKING_BITS };

static uint32_t get(const struct serial_port *port, unsigned int which)
{
    return serial_register(port, port->driver->constants[which]);
}

static bool has_status(const struct serial_port *port, uint32_t bit)
{
    return get(port, STAT) & bit >> port->driver->constants[LACKING_BITS];
}

static void turn_on(const struct serial_port *port, uint32_t bits)
{
    const uint8_t *constants = port->driver->constants;

    serial_turn_on(port, constants[CTRL], bits >> constants[LACKING_BITS]);
}

static void lpuart_init(const struct serial_port *port)
{
    turn_on(port, CTRL_RE | CTRL_TE);
}

static bool lpuart_has_room(const struct serial_port *port)
{
    return has_status(port, STAT_TDRE);
}

static void lpuart_put(const struct serial_port *port, unsigned char byte)
{
    serial_set_register(port, port->driver->constants[DATA], byte);
}

static bool lpuart_has_sent(const struct serial_port *port)
{
    return has_status(port, STAT_TC);
}

static int lpuart_read(const struct serial_port *port)
{
    return has_status(port, STAT_RDRF) ? (int)(get(port, DATA) & 0xff) : -1;
}

static void lpuart_listen(const struct serial_port *port)
{
    turn_on(port, CTRL_RIE);
}

static const struct serial_operations lpuart_operations = {
    .init = lpuart_init,
    .has_room = lpuart_has_room,
    .put = lpuart_put,
    .has_sent = lpuart_has_sent,
    .read = lpuart_read,
    .listen = lpuart_listen,
};

static const struct serial_driver imx_lpuart = {
    .operations = &lpuart_operations,
    .console_name = "ttyLP",
    .earlycon_name = "lpuart32",
    .registers = {.bytes = 4, .is_fixed = true},
    .constants = {[STAT] = 0x14, [CTRL] = 0x18, [DATA] = 0x1c}};
DRIVER(imx7ulp_lpuart, DRIVER_SERIAL, "fsl,imx7ulp-lpuart", &imx_lpuart);
DRIVER(imx8ulp_lpuart, DRIVER_SERIAL, "fsl,imx8ulp-lpuart", &imx_lpuart);
DRIVER(imx8qxp_lpuart, DRIVER_SERIAL, "fsl,imx8qxp-lpuart", &imx_lpuart);
DRIVER(imxrt1050_lpuart, DRIVER_SERIAL, "fsl,imxrt1050-lpuart", &imx_lpuart);

static const struct serial_driver ls1021a_lpuart = {
    .operations = &lpuart_operations,
    .console_name = "ttyLP",
    .registers = {.bytes = 4, .big_endian = true, .is_fixed = true},
    .constants = {[STAT] = 0x04, [CTRL] = 0x08, [DATA] = 0x0c}};
DRIVER(ls1021a_lpuart, DRIVER_SERIAL, "fsl,ls1021a-lpuart", &ls1021a_lpuart);

static const struct serial_driver ls1028a_lpuart = {
    .operations = &lpuart_operations,
    .console_name = "ttyLP",
    .registers = {.bytes = 4, .is_fixed = true},
    .constants = {[STAT] = 0x04, [CTRL] = 0x08, [DATA] = 0x0c}};
DRIVER(ls1028a_lpuart, DRIVER_SERIAL, "fsl,ls1028a-lpuart", &ls1028a_lpuart);

static const struct serial_driver vf610_lpuart = {
    .operations = &lpuart_operations,
    .console_name = "ttyLP",
    .earlycon_name = "lpuart",
    .registers = {.bytes = 1, .is_fixed = true},
    .constants = {[STAT] = 0x04, [CTRL] = 0x03, [DATA] = 0x07, [LACKING_BITS] = 16}};
DRIVER(vf610_lpuart, DRIVER_SERIAL, "fsl,vf610-lpuart", &vf610_lpuart);
