/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_MMIO_H
#define MUSTER_MMIO_H

#include <stdint.h>

#include <muster/arch/mmio.h>
#include <muster/linkage.h>

MUSTER_BEGIN_DECLS

/**
 * @file
 * Device registers, which muster_map_device() has mapped.
 *
 * Each function is one access of exactly the size in its name. A driver accesses its device by
 * these functions only: an ordinary load can deadlock a Cortex-A57 (erratum 832075), and the
 * compiler may choose an instruction that a hypervisor cannot emulate.
 *
 * Accesses to one device stay in program order (Device-nGnRE, Arm ARM B2.7). A driver that hands
 * ordinary memory to a device puts a barrier between its stores and the write to the register.
 *
 * @addtogroup machine
 * @{
 */

/**
 * Reads a register of 8 bits.
 *
 * @param address  the register's address
 * @return the register's value
 *
 * **Context:** any CPU, any time; does not wait. **Ordering:** acquire: later accesses of any kind
 * stay behind the read.
 */
static inline uint8_t muster_mmio_read8(uintptr_t address)
{
    return arch_mmio_read8(address);
}

/**
 * Reads a register of 16 bits.
 *
 * @param address  the register's address, a multiple of 2
 * @return the register's value
 *
 * **Context:** any CPU, any time; does not wait. **Ordering:** acquire: later accesses of any kind
 * stay behind the read.
 */
static inline uint16_t muster_mmio_read16(uintptr_t address)
{
    return arch_mmio_read16(address);
}

/**
 * Reads a register of 32 bits.
 *
 * @param address  the register's address, a multiple of 4
 * @return the register's value
 *
 * **Context:** any CPU, any time; does not wait. **Ordering:** acquire: later accesses of any kind
 * stay behind the read.
 */
static inline uint32_t muster_mmio_read32(uintptr_t address)
{
    return arch_mmio_read32(address);
}

/**
 * Reads a register of 64 bits.
 *
 * @param address  the register's address, a multiple of 8
 * @return the register's value
 *
 * **Context:** any CPU, any time; does not wait. **Ordering:** acquire: later accesses of any kind
 * stay behind the read.
 */
static inline uint64_t muster_mmio_read64(uintptr_t address)
{
    return arch_mmio_read64(address);
}

/**
 * Writes a register of 8 bits.
 *
 * @param address  the register's address
 * @param value    what to write
 *
 * **Context:** any CPU, any time; does not wait. **Ordering:** after earlier accesses to the same
 * device only.
 */
static inline void muster_mmio_write8(uintptr_t address, uint8_t value)
{
    arch_mmio_write8(address, value);
}

/**
 * Writes a register of 16 bits.
 *
 * @param address  the register's address, a multiple of 2
 * @param value    what to write
 *
 * **Context:** any CPU, any time; does not wait. **Ordering:** after earlier accesses to the same
 * device only.
 */
static inline void muster_mmio_write16(uintptr_t address, uint16_t value)
{
    arch_mmio_write16(address, value);
}

/**
 * Writes a register of 32 bits.
 *
 * @param address  the register's address, a multiple of 4
 * @param value    what to write
 *
 * **Context:** any CPU, any time; does not wait. **Ordering:** after earlier accesses to the same
 * device only.
 */
static inline void muster_mmio_write32(uintptr_t address, uint32_t value)
{
    arch_mmio_write32(address, value);
}

/**
 * Writes a register of 64 bits.
 *
 * @param address  the register's address, a multiple of 8
 * @param value    what to write
 *
 * **Context:** any CPU, any time; does not wait. **Ordering:** after earlier accesses to the same
 * device only.
 */
static inline void muster_mmio_write64(uintptr_t address, uint64_t value)
{
    arch_mmio_write64(address, value);
}

/** @} */

MUSTER_END_DECLS

#endif
