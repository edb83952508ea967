/* SPDX-License-Identifier: MIT */
#include "host_mmio.h"

#include <assert.h>
#include <string.h>

#include <muster/arch/mmio.h>

const struct host_device *host_device;

uint64_t host_mmio_read(uintptr_t address, unsigned int bytes)
{
    uint64_t value = 0;

    assert(address % bytes == 0);
    if (host_device)
        return host_device->read(address, bytes);
    memcpy(&value, (const void *)address, bytes);
    return value;
}

void host_mmio_write(uintptr_t address, unsigned int bytes, uint64_t value)
{
    assert(address % bytes == 0);
    if (host_device)
        host_device->write(address, bytes, value);
    else
        memcpy((void *)address, &value, bytes);
}
