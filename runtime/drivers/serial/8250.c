/* SPDX-License-Identifier: MIT */
#include "base/driver.h"
#include "base/serial_port.h"

/* Drives the 16550 and its many relatives. Source: National Semiconductor PC16550D; Synopsys
 * DW_apb_uart databook; BCM2835 ARM Peripherals, 2.2. Where the registers are, the device tree says
 * (bindings/serial/8250.yaml), or the relative. */

#define RBR 0 /* read: received byte */
#define THR 0 /* write: byte to send */
#define IER 1
#define IER_RDI (1u << 0) /* something to read */
#define IIR 2
#define IIR_ID_MASK 0x0fu
#define IIR_BUSY 0x07u /* DW_apb_uart only: LCR was written while the port was busy */
#define IIR_RX_TIMEOUT 0x0cu
#define MCR 4
#define MCR_OUT2 (1u << 3) /* lets the interrupt out of the chip where a gate is behind it */
#define LSR 5
#define LSR_DR (1u << 0)   /* something to read */
#define LSR_THRE (1u << 5) /* room to write */
#define LSR_TEMT (1u << 6) /* all has been sent */
#define USR 31             /* DW_apb_uart only: a read ends IIR_BUSY */

/* The driver's constants. */
#define IS_DW 0

static bool u8250_has_room(const struct serial_port *port)
{
    return serial_register(port, LSR) & LSR_THRE;
}

static void u8250_put(const struct serial_port *port, unsigned char byte)
{
    serial_set_register(port, THR, byte);
}

static bool u8250_has_sent(const struct serial_port *port)
{
    return serial_register(port, LSR) & LSR_TEMT;
}

static bool has_input(const struct serial_port *port)
{
    return serial_register(port, LSR) & LSR_DR;
}

/* Ends interrupts that come without a byte: some ports signal the time-out of an empty FIFO, and do
 * so until the receive register is read; a DW_apb_uart signals that it was busy. */
static void end_empty_interrupt(const struct serial_port *port)
{
    uint32_t id = serial_register(port, IIR) & IIR_ID_MASK;

    if (id == IIR_RX_TIMEOUT && !has_input(port))
        (void)serial_register(port, RBR);
    else if (id == IIR_BUSY && port->driver->constants[IS_DW])
        (void)serial_register(port, USR);
}

static int u8250_read(const struct serial_port *port)
{
    if (!has_input(port)) {
        end_empty_interrupt(port);
        if (!has_input(port))
            return -1;
    }
    return (int)(serial_register(port, RBR) & 0xff);
}

static void u8250_listen(const struct serial_port *port)
{
    serial_set_register(port, MCR, serial_register(port, MCR) | MCR_OUT2);
    serial_set_register(port, IER, IER_RDI);
}

static const struct serial_operations u8250_operations = {
    .has_room = u8250_has_room,
    .put = u8250_put,
    .has_sent = u8250_has_sent,
    .read = u8250_read,
    .listen = u8250_listen,
};

/* Words at distances of 4, whatever the tree says. */
#define WORDS                                                                                      \
    {                                                                                              \
        .shift = 2, .bytes = 4, .is_fixed = true                                                   \
    }

static const struct serial_driver u8250 = {.operations = &u8250_operations,
                                           .console_name = "ttyS",
                                           .earlycon_name = "uart8250",
                                           .registers = {.bytes = 1}};
DRIVER(ns8250, DRIVER_SERIAL, "ns8250", &u8250);
DRIVER(ns16450, DRIVER_SERIAL, "ns16450", &u8250);
DRIVER(ns16550, DRIVER_SERIAL, "ns16550", &u8250);
DRIVER(ns16550a, DRIVER_SERIAL, "ns16550a", &u8250);
DRIVER(ns16850, DRIVER_SERIAL, "ns16850", &u8250);
DRIVER(tegra20_uart, DRIVER_SERIAL, "nvidia,tegra20-uart", &u8250);

static const struct serial_driver dw_apb = {.operations = &u8250_operations,
                                            .console_name = "ttyS",
                                            .registers = {.bytes = 1},
                                            .constants = {[IS_DW] = 1}};
DRIVER(dw_apb_uart, DRIVER_SERIAL, "snps,dw-apb-uart", &dw_apb);

static const struct serial_driver words = {
    .operations = &u8250_operations, .console_name = "ttyS", .registers = WORDS};
DRIVER(am654_uart, DRIVER_SERIAL, "ti,am654-uart", &words);
DRIVER(mt6577_uart, DRIVER_SERIAL, "mediatek,mt6577-uart", &words);

static const struct serial_driver aux = {.operations = &u8250_operations,
                                         .console_name = "ttyS",
                                         .earlycon_name = "bcm2835aux",
                                         .registers = WORDS};
DRIVER(bcm2835_aux_uart, DRIVER_SERIAL, "brcm,bcm2835-aux-uart", &aux);
