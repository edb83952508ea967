/* SPDX-License-Identifier: MIT */
#include <muster/mmio.h>

#include "base/driver.h"
#include "base/gpio_driver.h"

/* Drives the lines of the Arm PrimeCell General Purpose Input/Output (PL061), DDI 0190. */

#define LINES 8
/* Bits 9:2 of the address say which lines an access to the data is for (DDI 0190, 3.3.1). */
#define GPIODATA_OF(line) (UINT32_C(1) << ((line) + 2))
#define GPIODIR 0x400 /* a bit for each line: 1 is an output */

static uint8_t bit_of(unsigned int line)
{
    return (uint8_t)(1u << line);
}

/* The first write has the level ready when the line becomes an output. A port that keeps no level
 * for an input takes the second one. */
static void pl061_drive(uintptr_t base, unsigned int line, bool is_high)
{
    uint8_t level = is_high ? bit_of(line) : 0;

    muster_mmio_write8(base + GPIODATA_OF(line), level);
    muster_mmio_write8(base + GPIODIR, muster_mmio_read8(base + GPIODIR) | bit_of(line));
    muster_mmio_write8(base + GPIODATA_OF(line), level);
}

static void pl061_release(uintptr_t base, unsigned int line)
{
    uint8_t outputs = muster_mmio_read8(base + GPIODIR);

    muster_mmio_write8(base + GPIODIR, (uint8_t)(outputs & ~bit_of(line)));
}

static const struct gpio_driver pl061 = {
    .lines = LINES, .drive = pl061_drive, .release = pl061_release};
LATE_DRIVER(pl061, DRIVER_GPIO, "arm,pl061", &pl061);
