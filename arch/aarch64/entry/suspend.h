/* SPDX-License-Identifier: MIT */
/* Takes the calling CPU into a power-down state and back. */
#ifndef MUSTER_AARCH64_SUSPEND_H
#define MUSTER_AARCH64_SUSPEND_H

#include <stdint.h>

#include <muster/linkage.h>

struct boot_record;

/*
 * The registers that a function preserves (AAPCS64 6.1), on the stack of the CPU that is suspended.
 * A multiple of 16 bytes. suspend.S writes and reads it with the MMU on.
 */
struct suspend_frame {
    uint64_t x19_to_x30[12];
    uint64_t d8_to_d15[8];
    uint64_t fpcr, fpsr;
};

/* What suspend_enter() returns after a resume. No firmware call returns this number. */
#define SUSPEND_RESUMED 1

/*
 * Enters a power-down state. The caller has masked interrupts. Returns 0 after the wake-up: all
 * state of the CPU is as before, except for its interrupt controller. Returns a negative errno when
 * the firmware has refused; nothing has been lost then.
 */
int suspend_this_cpu(uint32_t power_state) MUSTER_LINK_NAME(suspend_this_cpu);

/*
 * Saves the registers, notes in @p record where they are and calls suspend_call(record,
 * power_state). Returns what suspend_call() returned, or SUSPEND_RESUMED when the CPU came back
 * through resume_entry().
 */
int suspend_enter(struct boot_record *record, uint32_t power_state) MUSTER_LINK_NAME(suspend_enter);

/* Publishes the record and calls the firmware. Called by suspend_enter() only. */
int suspend_call(struct boot_record *record, uint32_t power_state) MUSTER_LINK_NAME(suspend_call);

#endif
