/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_ARCH_MMIO_H
#define MUSTER_ARCH_MMIO_H

#include <stdint.h>

/* The host's stand-in for the header of the same name below arch/: lib/host_mmio.h says what
 * answers. */
uint64_t host_mmio_read(uintptr_t address, unsigned int bytes);
void host_mmio_write(uintptr_t address, unsigned int bytes, uint64_t value);

static inline uint8_t arch_mmio_read8(uintptr_t address)
{
    return (uint8_t)host_mmio_read(address, 1);
}

static inline uint16_t arch_mmio_read16(uintptr_t address)
{
    return (uint16_t)host_mmio_read(address, 2);
}

static inline uint32_t arch_mmio_read32(uintptr_t address)
{
    return (uint32_t)host_mmio_read(address, 4);
}

static inline uint64_t arch_mmio_read64(uintptr_t address)
{
    return host_mmio_read(address, 8);
}

static inline void arch_mmio_write8(uintptr_t address, uint8_t value)
{
    host_mmio_write(address, 1, value);
}

static inline void arch_mmio_write16(uintptr_t address, uint16_t value)
{
    host_mmio_write(address, 2, value);
}

static inline void arch_mmio_write32(uintptr_t address, uint32_t value)
{
    host_mmio_write(address, 4, value);
}

static inline void arch_mmio_write64(uintptr_t address, uint64_t value)
{
    host_mmio_write(address, 8, value);
}

#endif
