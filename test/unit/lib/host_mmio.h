/* SPDX-License-Identifier: MIT */
#ifndef TEST_UNIT_HOST_MMIO_H
#define TEST_UNIT_HOST_MMIO_H

#include <stdint.h>

/* A model of devices, register by register: what a read of so many bytes answers, and what a write
 * does. */
struct host_device {
    uint64_t (*read)(uintptr_t address, unsigned int bytes);
    void (*write)(uintptr_t address, unsigned int bytes, uint64_t value);
};

/* The device that answers <muster/mmio.h>; NULL: the addresses are those of ordinary memory. */
extern const struct host_device *host_device;

#endif
