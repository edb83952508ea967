/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_START_H
#define MUSTER_RUNTIME_START_H

#include <stdint.h>

#include <muster/linkage.h>

/* The way from the entry code into the boot's list. */

/* What the loader or the firmware handed over. The entry code of the boot CPU writes it once. */
struct boot_args {
    uint64_t x0, x1, x2, x3;
    uint32_t entry_el; /* the EL that the boot CPU entered at */
};

/*
 * Runs the boot: the boot CPU's first C function, called by the entry code. State: MMU and caches
 * on with the image and nothing else mapped, on the boot stack (SP_EL0), exceptions reported, DAIF
 * masked, FP enabled, .bss zero, relocated, CPU number 0, per-CPU offset 0 (the template).
 */
void start(const struct boot_args *args) MUSTER_LINK_NAME(start) __attribute__((noreturn));

#endif
