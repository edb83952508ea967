/* SPDX-License-Identifier: MIT */
#include <muster/mmio.h>

#include "base/driver.h"
#include "base/gpio_driver.h"

/* Drives the lines of the GPIO of BCM2835 and its successors (Raspberry Pi). Source: "BCM2835 ARM
 * Peripherals", 6.1; "BCM2711 ARM Peripherals", 5.2. */

#define LINES_2835 54
#define LINES_2711 58

/* Three bits for each line say what it does, ten lines a word. */
#define GPFSEL_OF(line) (4 * ((line) / 10))
#define GPFSEL_SHIFT(line) (3 * ((line) % 10))
#define GPFSEL_MASK 7u
#define GPFSEL_INPUT 0u
#define GPFSEL_OUTPUT 1u
/* A written 1 sets the line, or clears it. */
#define GPSET_OF(line) (0x1c + 4 * ((line) / 32))
#define GPCLR_OF(line) (0x28 + 4 * ((line) / 32))

static void select(uintptr_t base, unsigned int line, uint32_t what)
{
    uint32_t functions = muster_mmio_read32(base + GPFSEL_OF(line));

    functions &= ~(GPFSEL_MASK << GPFSEL_SHIFT(line));
    muster_mmio_write32(base + GPFSEL_OF(line), functions | what << GPFSEL_SHIFT(line));
}

static void bcm2835_drive(uintptr_t base, unsigned int line, bool is_high)
{
    uintptr_t level = base + (is_high ? GPSET_OF(line) : GPCLR_OF(line));

    muster_mmio_write32(level, UINT32_C(1) << line % 32);
    select(base, line, GPFSEL_OUTPUT);
}

static void bcm2835_release(uintptr_t base, unsigned int line)
{
    select(base, line, GPFSEL_INPUT);
}

static const struct gpio_driver bcm2835 = {
    .lines = LINES_2835, .drive = bcm2835_drive, .release = bcm2835_release};
LATE_DRIVER(bcm2835_gpio, DRIVER_GPIO, "brcm,bcm2835-gpio", &bcm2835);

static const struct gpio_driver bcm2711 = {
    .lines = LINES_2711, .drive = bcm2835_drive, .release = bcm2835_release};
LATE_DRIVER(bcm2711_gpio, DRIVER_GPIO, "brcm,bcm2711-gpio", &bcm2711);
