/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_ARCH_MMIO_H
#define MUSTER_ARCH_MMIO_H

#include <stdint.h>

/*
 * The instructions that access device registers. Not for applications: use <muster/mmio.h>.
 *
 * A read is a load-acquire. On Cortex-A57 r0p0 to r1p2 an ordinary load from Device memory can
 * deadlock the CPU while a load or store exclusive is under way (erratum 832075). On every CPU the
 * acquire keeps later accesses behind the read.
 *
 * Each access is one instruction without writeback. If the device is emulated by a hypervisor, the
 * CPU tells the hypervisor the register and the size of such an instruction, and of no other
 * (ESR_EL2.ISS.ISV, Arm ARM D17.2.37).
 */

#define MUSTER_ARCH_MMIO_READ(name, type, instruction)                                             \
    static inline type name(uintptr_t address)                                                     \
    {                                                                                              \
        type value;                                                                                \
        __asm__ volatile(instruction : "=r"(value) : "r"(address) : "memory");                     \
        return value;                                                                              \
    }

MUSTER_ARCH_MMIO_READ(arch_mmio_read8, uint8_t, "ldarb %w0, [%1]")
MUSTER_ARCH_MMIO_READ(arch_mmio_read16, uint16_t, "ldarh %w0, [%1]")
MUSTER_ARCH_MMIO_READ(arch_mmio_read32, uint32_t, "ldar %w0, [%1]")
MUSTER_ARCH_MMIO_READ(arch_mmio_read64, uint64_t, "ldar %0, [%1]")
#undef MUSTER_ARCH_MMIO_READ

/* "=m" never has an address with writeback (GCC manual, "Simple Constraints": only with "<" and
 * ">"). */
#define MUSTER_ARCH_MMIO_WRITE(name, type, instruction)                                            \
    static inline void name(uintptr_t address, type value)                                         \
    {                                                                                              \
        __asm__ volatile(instruction : "=m"(*(volatile type *)address) : "rZ"(value));             \
    }

MUSTER_ARCH_MMIO_WRITE(arch_mmio_write8, uint8_t, "strb %w1, %0")
MUSTER_ARCH_MMIO_WRITE(arch_mmio_write16, uint16_t, "strh %w1, %0")
MUSTER_ARCH_MMIO_WRITE(arch_mmio_write32, uint32_t, "str %w1, %0")
MUSTER_ARCH_MMIO_WRITE(arch_mmio_write64, uint64_t, "str %1, %0")
#undef MUSTER_ARCH_MMIO_WRITE

#endif
