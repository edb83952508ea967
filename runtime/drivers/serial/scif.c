/* SPDX-License-Identifier: MIT */
#include <muster/mmio.h>

#include "base/driver.h"
#include "base/serial_port.h"

/* Drives Renesas' serial communication interfaces with FIFO (SCIF, HSCIF, SCIFA). Source: R-Car
 * Series, 3rd Generation User's Manual, 50 and 51; RZ/G2L User's Manual, 22. */

/* The driver's constants: the offsets of the status and the data registers. */
enum { FSR, FTDR, FRDR, SCR };
#define FSR_DR (1u << 0)   /* bytes below the FIFO's level, and none has come for a while */
#define FSR_RDF (1u << 1)  /* bytes up to the FIFO's level */
#define FSR_TDFE (1u << 5) /* the transmit FIFO is at its level or below */
#define FSR_TEND (1u << 6)
#define SCR_RE (1u << 4)
#define SCR_TE (1u << 5)

static uint16_t read_half(const struct serial_port *port, unsigned int which)
{
    return muster_mmio_read16(port->base + port->driver->constants[which]);
}

/* A flag is cleared by writing 0 after it has been read as 1; 1 leaves it as it is. */
static void clear_flags(const struct serial_port *port, uint16_t flags)
{
    muster_mmio_write16(port->base + port->driver->constants[FSR],
                        (uint16_t)(read_half(port, FSR) & ~flags));
}

static void scif_init(const struct serial_port *port)
{
    const uint16_t on = SCR_RE | SCR_TE;
    uint16_t control = read_half(port, SCR);
    if ((control & on) != on)
        muster_mmio_write16(port->base + port->driver->constants[SCR], control | on);
}

static bool scif_has_room(const struct serial_port *port)
{
    return read_half(port, FSR) & FSR_TDFE;
}

/* TDFE stays set until software clears it; the hardware sets it again while there is room. */
static void scif_put(const struct serial_port *port, unsigned char byte)
{
    muster_mmio_write8(port->base + port->driver->constants[FTDR], byte);
    clear_flags(port, FSR_TDFE | FSR_TEND);
}

static bool scif_has_sent(const struct serial_port *port)
{
    return read_half(port, FSR) & FSR_TEND;
}

static int scif_read(const struct serial_port *port)
{
    if (!(read_half(port, FSR) & (FSR_RDF | FSR_DR)))
        return -1;
    int byte = muster_mmio_read8(port->base + port->driver->constants[FRDR]);
    clear_flags(port, FSR_RDF | FSR_DR);
    return byte;
}

static const struct serial_operations scif_operations = {
    .init = scif_init,
    .has_room = scif_has_room,
    .put = scif_put,
    .has_sent = scif_has_sent,
    .read = scif_read,
};

static const struct serial_driver scif = {
    .operations = &scif_operations,
    .console_name = "ttySC",
    .earlycon_name = "scif",
    .constants = {[SCR] = 0x08, [FTDR] = 0x0c, [FSR] = 0x10, [FRDR] = 0x14}};
DRIVER(scif, DRIVER_SERIAL, "renesas,scif", &scif);

static const struct serial_driver hscif = {
    .operations = &scif_operations,
    .console_name = "ttySC",
    .earlycon_name = "hscif",
    .constants = {[SCR] = 0x08, [FTDR] = 0x0c, [FSR] = 0x10, [FRDR] = 0x14}};
DRIVER(hscif, DRIVER_SERIAL, "renesas,hscif", &hscif);

static const struct serial_driver scifa = {
    .operations = &scif_operations,
    .console_name = "ttySC",
    .earlycon_name = "scifa",
    .constants = {[SCR] = 0x08, [FTDR] = 0x20, [FSR] = 0x14, [FRDR] = 0x24}};
DRIVER(scifa, DRIVER_SERIAL, "renesas,scifa", &scifa);

/* RZ: registers at half the distance. */
static const struct serial_driver rz_scifa = {
    .operations = &scif_operations,
    .console_name = "ttySC",
    .earlycon_name = "rzscifa",
    .constants = {[SCR] = 0x04, [FTDR] = 0x06, [FSR] = 0x08, [FRDR] = 0x0a}};
DRIVER(scif_r7s9210, DRIVER_SERIAL, "renesas,scif-r7s9210", &rz_scifa);
DRIVER(scif_r9a07g044, DRIVER_SERIAL, "renesas,scif-r9a07g044", &rz_scifa);
