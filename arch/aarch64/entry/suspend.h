/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_AARCH64_SUSPEND_H
#define MUSTER_AARCH64_SUSPEND_H

#include <stdint.h>

#include <muster/linkage.h>

struct boot_record;

/*
 * What a caller may count on after a call (AAPCS64 6.1), on its stack; whole 16 bytes. Written and
 * read by suspend.S, with the MMU on.
 */
struct suspend_frame {
    uint64_t x19_to_x30[12];
    uint64_t d8_to_d15[8];
    uint64_t fpcr, fpsr;
};

/* What suspend_enter() returns after a resume: no answer of a firmware. */
#define SUSPEND_RESUMED 1

/*
 * Enters a power-down state, interrupts being masked, and returns after the wake-up with all of the
 * CPU's own state as it was, but for that of its interrupt controller. 0, or a negative errno: the
 * firmware has refused, and nothing has been lost.
 */
int suspend_this_cpu(uint32_t power_state) MUSTER_LINK_NAME(suspend_this_cpu);

/*
 * Notes in @p record where it can go on, and calls suspend_call(record, power_state). Returns what
 * that returned, or SUSPEND_RESUMED when the CPU came back through resume_entry().
 */
int suspend_enter(struct boot_record *record, uint32_t power_state) MUSTER_LINK_NAME(suspend_enter);

/* Of suspend_enter(): publishes the record and calls the firmware. */
int suspend_call(struct boot_record *record, uint32_t power_state) MUSTER_LINK_NAME(suspend_call);

#endif
