/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_AARCH64_TRANSLATION_H
#define MUSTER_AARCH64_TRANSLATION_H

#include <stdbool.h>
#include <stdint.h>

/* Asks the MMU how it translates an address (Arm ARM C5.5). A function that may interrupt another
 * one between AT and the read of PAR_EL1 puts PAR_EL1 back. */

#define PAR_FAILED 1

/* Reads PAR_EL1. The DMBs: a Cortex-A77 can deadlock when the read meets a load from Device memory
 * and a store-exclusive (erratum 1508412). */
static inline uint64_t read_par(void)
{
    uint64_t par;
    __asm__ volatile("dmb sy\n\tmrs %0, par_el1\n\tdmb sy" : "=r"(par) : : "memory");
    return par;
}

static inline void write_par(uint64_t par)
{
    __asm__ volatile("msr par_el1, %0" : : "r"(par) : "memory");
}

/* Returns true if the page tables map @p address for reading. */
static inline bool is_mapped(uintptr_t address)
{
    __asm__ volatile("at s1e1r, %0\n\tisb" : : "r"(address) : "memory");
    return !(read_par() & PAR_FAILED);
}

#endif
