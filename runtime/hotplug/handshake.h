/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_HOTPLUG_HANDSHAKE_H
#define MUSTER_RUNTIME_HOTPLUG_HANDSHAKE_H

#include <stdbool.h>
#include <stdint.h>

#include <muster/linkage.h>

#include "base/boot_record.h"
#include "base/state_word.h"

/* How a CPU is started and stopped: which CPU has claimed its boot record, what the control CPU and
 * the CPU say to each other, and what happens when one of them does not answer. boot_record.h has
 * the states of the record. secondary.c is the part of the CPU that is started. */

/* Sets up the record of the boot CPU, which has come up by itself. Called by the boot CPU. */
void handshake_init(void) MUSTER_LINK_NAME(handshake_init);

/*
 * Claims @p cpu, takes it through its PREPARE states and starts it; then the CPU goes on by itself.
 * Returns 0; -EBUSY when the CPU hangs or another CPU has claimed it; -ETIMEDOUT when it is not off
 * yet; or the error of the firmware or a callback. Prints that
 * error, and with @p is_tried_again that the CPU is tried again. The control CPU calls this and the
 * next three functions.
 */
int handshake_start(unsigned int cpu, bool is_tried_again) MUSTER_LINK_NAME(handshake_start);
/* Waits until a CPU that was started is online, has failed, or @p deadline_ticks (counter) has
 * passed. Returns 0, the CPU's error, or -ETIMEDOUT: the CPU has been given up. */
int handshake_finish(unsigned int cpu, uint64_t deadline_ticks) MUSTER_LINK_NAME(handshake_finish);
/* Waits until a CPU that has agreed to go down is off, and undoes its PREPARE states. Returns 0;
 * -ETIMEDOUT when the CPU hangs or does not turn itself off; or the error of a PREPARE teardown:
 * then the CPU is up again. */
int handshake_bury(unsigned int cpu) MUSTER_LINK_NAME(handshake_bury);
/* Undoes what an earlier failure has left of the PREPARE states of a CPU that does not run. Returns
 * 0; -EBUSY when the CPU hangs; -ETIMEDOUT when it does not turn itself off; or the error of a
 * teardown. */
int handshake_clear(unsigned int cpu) MUSTER_LINK_NAME(handshake_clear);

/* Returns true if @p cpu has come up without a failure. */
static inline bool handshake_is_up(unsigned int cpu)
{
    const struct boot_record *record = &boot_records[cpu];
    return state_word_read(&record->handshake) == BOOT_DONE && !record->error;
}

/* Returns true if @p cpu has been started. Then handshake_finish() says how that ends. */
bool handshake_was_started(unsigned int cpu) MUSTER_LINK_NAME(handshake_was_started);
/* Returns true if @p cpu was given up in its teardowns and is still there. @p cpu has been found
 * done (handshake_is_done()). */
bool handshake_hangs_on_way_down(unsigned int cpu) MUSTER_LINK_NAME(handshake_hangs_on_way_down);
/* Returns true if @p cpu is off or parked, and no CPU has claimed it. */
bool handshake_is_free(unsigned int cpu) MUSTER_LINK_NAME(handshake_is_free);
/* Returns true if @p cpu has come to the end of its way up: it runs and takes requests. */
bool handshake_is_done(unsigned int cpu) MUSTER_LINK_NAME(handshake_is_done);
/* Fills the boot record of @p cpu. The startup of CPUHP_PERCPU_PREPARE. */
int handshake_prepare(unsigned int cpu) MUSTER_LINK_NAME(handshake_prepare);
/* Starts @p cpu. The startup of CPUHP_BRINGUP_CPU. Returns 0 or the firmware's error. */
int handshake_kick(unsigned int cpu) MUSTER_LINK_NAME(handshake_kick);

/* ---- on both sides -------------------------------------------------------------------------- */

/* Reads the state of the handshake, with acquire. */
static inline enum boot_handshake handshake_of(const struct boot_record *record)
{
    return (enum boot_handshake)state_word_read(&record->handshake);
}

/* Changes the state from @p from to @p to. Returns false if the state was not @p from. */
static inline bool handshake_change(struct boot_record *record, enum boot_handshake from,
                                    enum boot_handshake to)
{
    return state_word_change(&record->handshake, from, to);
}

/* Returns true if the calling CPU @p cpu, which has arrived, has been given up since. */
static inline bool handshake_was_given_up(unsigned int cpu)
{
    return handshake_of(&boot_records[cpu]) == BOOT_HUNG;
}

#endif
