/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_AARCH64_SYSREG_ACCESS_H
#define MUSTER_AARCH64_SYSREG_ACCESS_H

#include <stdint.h>

#include "aarch64/cpu/sysreg.h"

/*
 * Reads and writes system registers by name, and the barriers that go with them. A unit test has
 * its own header of this name, with a model of the registers in place of the instructions.
 */

#define WRITE_SYSREG(name, value)                                                                  \
    __asm__ volatile("msr " SYSREG_STRING(name) ", %0" : : "r"((uint64_t)(value)) : "memory")
#define READ_SYSREG(name)                                                                          \
    __extension__({                                                                                \
        uint64_t sysreg_value;                                                                     \
        __asm__ volatile("mrs %0, " SYSREG_STRING(name) : "=r"(sysreg_value) : : "memory");        \
        sysreg_value;                                                                              \
    })
/* The DAIF bits that are a constant mask: sets them, or clears them. */
#define SET_DAIF(mask) __asm__ volatile("msr daifset, %0" : : "i"(mask) : "memory")
#define CLEAR_DAIF(mask) __asm__ volatile("msr daifclr, %0" : : "i"(mask) : "memory")

/* Makes earlier writes of system registers take effect before later instructions. */
static inline void sysreg_isb(void)
{
    __asm__ volatile("isb" ::: "memory");
}

/* Waits until earlier accesses, and earlier reads of ICC_IAR*, have taken effect. */
static inline void sysreg_dsb(void)
{
    __asm__ volatile("dsb sy" ::: "memory");
}

/* Waits until earlier stores are visible to all CPUs. */
static inline void sysreg_dsb_stores(void)
{
    __asm__ volatile("dsb ishst" ::: "memory");
}

#endif
