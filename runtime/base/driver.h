/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_DRIVER_H
#define MUSTER_RUNTIME_DRIVER_H

#include <stdint.h>

#include <muster/linkage.h>

/*
 * The table of drivers. The linker collects an entry from each DRIVER() of the program; the device
 * tree's scan looks for every `compatible` in it, and each kind's own room takes the entries of
 * its kind.
 */

/* What a driver drives. The kind says what type its operations have. */
enum driver_kind {
    DRIVER_SERIAL,  /* struct serial_driver, base/serial_driver.h */
    DRIVER_IRQCHIP, /* struct irqchip_driver, ipi/irqchip.h */
    DRIVER_TIMER,   /* none: the timer is part of every CPU */
    DRIVER_RTC,     /* struct rtc_driver, base/rtc_driver.h */
};

struct driver {
    enum driver_kind kind;
    uint32_t compatible_bytes; /* without the NUL: most strings of a tree differ in this already */
    const char *compatible;
    const void *operations;
};

/* Adds a driver, one for each `compatible`, a string literal. @p operations may be NULL. */
#define DRIVER(name, kind, compatible, operations)                                                 \
    static const struct driver driver_##name                                                       \
        __attribute__((used, section(".muster_drivers"), aligned(8))) = {                          \
            kind, sizeof(compatible) - 1, compatible, operations}

extern const struct driver drivers_start[] __asm__("__muster_drivers_start")
    __attribute__((visibility("hidden")));
extern const struct driver drivers_end[] __asm__("__muster_drivers_end")
    __attribute__((visibility("hidden")));

/* Returns the driver of that kind for @p compatible, or NULL. Works with the MMU off. */
const struct driver *driver_find(enum driver_kind kind, const char *compatible)
    MUSTER_LINK_NAME(driver_find);

#endif
