/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_MMIO_H
#define MUSTER_RUNTIME_MMIO_H

#include <stdint.h>

/* Reads and writes device registers. Accesses to one device stay in program order, because device
 * memory is mapped as nGnRE (Arm ARM B2.7). A driver that needs an order against ordinary memory
 * must add the barrier itself. */
static inline uint32_t mmio_read32(uintptr_t address)
{
    return *(const volatile uint32_t *)address;
}

static inline void mmio_write32(uintptr_t address, uint32_t value)
{
    *(volatile uint32_t *)address = value;
}

static inline uint64_t mmio_read64(uintptr_t address)
{
    return *(const volatile uint64_t *)address;
}

static inline void mmio_write8(uintptr_t address, uint8_t value)
{
    *(volatile uint8_t *)address = value;
}

static inline void mmio_write64(uintptr_t address, uint64_t value)
{
    *(volatile uint64_t *)address = value;
}

#endif
