/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_AARCH64_CACHE_OPS_H
#define MUSTER_AARCH64_CACHE_OPS_H

#include <stddef.h>
#include <stdint.h>

#include "aarch64/cpu/sysreg.h"

/* Maintains single lines of the data caches, to the point of coherency. */

/* Returns the smallest data cache line of the caches that the calling CPU controls. */
static inline size_t data_line_bytes(void)
{
    uint64_t ctr;
    __asm__("mrs %0, ctr_el0" : "=r"(ctr));
    return (size_t)4 << ((ctr >> CTR_DMINLINE_SHIFT) & 0xf);
}

/* Discards the line. */
static inline void invalidate_line(uintptr_t address)
{
    __asm__ volatile("dc ivac, %0" : : "r"(address) : "memory");
}

/* Writes the line to memory. */
static inline void clean_line(uintptr_t address)
{
    __asm__ volatile("dc cvac, %0" : : "r"(address) : "memory");
}

/* Writes the line to memory, then discards it. */
static inline void clean_and_invalidate_line(uintptr_t address)
{
    __asm__ volatile("dc civac, %0" : : "r"(address) : "memory");
}

/* Waits until all of the above is done. */
static inline void wait_for_cache_lines(void)
{
    __asm__ volatile("dsb sy" ::: "memory");
}

#endif
