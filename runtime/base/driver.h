/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_DRIVER_H
#define MUSTER_RUNTIME_DRIVER_H

#include <stddef.h>
#include <stdint.h>

#include <muster/linkage.h>

/*
 * The table of drivers. The linker collects an entry from each DRIVER() of the program; the device
 * tree's scan looks for every `compatible` in it, and each kind's own room takes the entries of
 * its kind. The table may have any number of entries.
 */

/* What a driver drives. The kind says what type its operations have. */
enum driver_kind {
    DRIVER_SERIAL,  /* struct serial_driver, base/serial_port.h; also of late drivers */
    DRIVER_IRQCHIP, /* struct irqchip_driver, ipi/irqchip.h */
    DRIVER_TIMER,   /* none: the timer is part of every CPU */
    DRIVER_RTC,     /* struct rtc_driver, base/rtc_driver.h */
    /* kinds of late drivers: */
    DRIVER_MACHINE_END, /* struct machine_end_driver, base/machine_end_driver.h */
    DRIVER_GPIO,        /* struct gpio_driver, base/gpio_driver.h */
};

/* The string is part of the entry, since a pointer would cost each boot a relocation. */
#define DRIVER_COMPATIBLE_BYTES 36

struct driver {
    uint16_t kind; /* enum driver_kind */
    uint16_t key;  /* driver_key() of `compatible` */
    char compatible[DRIVER_COMPATIBLE_BYTES];
    const void *operations;
};

/* How many hashes there are; see driver_key(). */
#define DRIVER_HASHES 256

/* Calculates driver_key() of a string of which the length, the middle and the last character are
 * known. */
#define DRIVER_KEY(length, middle, last)                                                           \
    ((unsigned int)((length) << 8 | (((length)*3 ^ (last)*4 ^ (middle)*7) & (DRIVER_HASHES - 1))))

/* Returns the key of a `compatible` string that is not empty: a hash in the low byte, the length
 * above it. It is cheap, and most strings of a tree already differ in the hash from every
 * driver's. */
static inline __attribute__((always_inline)) unsigned int driver_key(const char *string,
                                                                     size_t length)
{
    return DRIVER_KEY(length, (unsigned char)string[length / 2], (unsigned char)string[length - 1]);
}

/* Adds a driver, one for each `compatible`, a string literal. @p operations may be NULL. */
#define DRIVER(name, kind, compatible, operations)                                                 \
    _Static_assert(sizeof(compatible) > 1 && sizeof(compatible) <= DRIVER_COMPATIBLE_BYTES,        \
                   "the length of " compatible);                                                   \
    static const struct driver driver_##name                                                       \
        __attribute__((used, section(".muster_drivers"), aligned(8))) =                            \
            DRIVER_ENTRY(kind, compatible, operations)

/* Adds a late driver likewise, for a device that the boot has no use for: the device tree's scan
 * does not look for it. device_find_late() searches the tree when a program needs the device. */
#define LATE_DRIVER(name, kind, compatible, operations)                                            \
    _Static_assert(sizeof(compatible) > 1 && sizeof(compatible) <= DRIVER_COMPATIBLE_BYTES,        \
                   "the length of " compatible);                                                   \
    static const struct driver late_driver_##name                                                  \
        __attribute__((used, section(".muster_late_drivers"), aligned(8))) =                       \
            DRIVER_ENTRY(kind, compatible, operations)

/* An entry of a table, as an initializer. */
#define DRIVER_ENTRY(kind, compatible, operations)                                                 \
    {                                                                                              \
        kind,                                                                                      \
            DRIVER_KEY(sizeof(compatible) - 1,                                                     \
                       (unsigned char)(compatible)[(sizeof(compatible) - 1) / 2],                  \
                       (unsigned char)(compatible)[sizeof(compatible) - 2]),                       \
            compatible, operations                                                                 \
    }

extern const struct driver drivers_start[] __asm__("__muster_drivers_start")
    __attribute__((visibility("hidden")));
extern const struct driver drivers_end[] __asm__("__muster_drivers_end")
    __attribute__((visibility("hidden")));

extern const struct driver late_drivers_start[] __asm__("__muster_late_drivers_start")
    __attribute__((visibility("hidden")));
extern const struct driver late_drivers_end[] __asm__("__muster_late_drivers_end")
    __attribute__((visibility("hidden")));

/* Returns the driver of that kind for @p compatible, or NULL. Works with the MMU off. */
const struct driver *driver_find(enum driver_kind kind, const char *compatible)
    MUSTER_LINK_NAME(driver_find);

#endif
