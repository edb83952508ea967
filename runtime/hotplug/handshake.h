/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_HOTPLUG_HANDSHAKE_H
#define MUSTER_RUNTIME_HOTPLUG_HANDSHAKE_H

#include <stdbool.h>
#include <stdint.h>

#include <muster/linkage.h>

#include "base/boot_record.h"
#include "base/state_word.h"

/*
 * How a CPU is started and stopped: who has its boot record, what each side says to the other, and
 * what happens when one of them does not answer. boot_record.h has the words; secondary.c is the
 * other side.
 */

/* The boot CPU, which has come up by itself. */
void handshake_init(void) MUSTER_LINK_NAME(handshake_init);

/* Claims @p cpu and takes it through its PREPARE states; it then goes on by itself. 0; -EBUSY when
 * it hangs or somebody else has it; -ETIMEDOUT when it is not off yet; what the firmware or a
 * callback said, which is printed if @p says_why. */
int handshake_start(unsigned int cpu, bool says_why) MUSTER_LINK_NAME(handshake_start);
/* Waits until a CPU that was started is online, has failed, or the deadline has passed. 0; its
 * error; -ETIMEDOUT: it is given up. */
int handshake_finish(unsigned int cpu, uint64_t deadline_ticks) MUSTER_LINK_NAME(handshake_finish);
/* Waits until a CPU that has agreed to go down is off, and undoes its PREPARE states. 0;
 * -ETIMEDOUT: it hangs, or does not turn itself off; the error of a PREPARE teardown: it is up
 * again then. */
int handshake_bury(unsigned int cpu) MUSTER_LINK_NAME(handshake_bury);
/* Undoes what an earlier failure has left of the PREPARE states of a CPU that does not run. 0;
 * -EBUSY when it hangs; -ETIMEDOUT when it does not turn itself off; the error of a teardown. */
int handshake_clear(unsigned int cpu) MUSTER_LINK_NAME(handshake_clear);

/* Whether @p cpu has come up, without a failure. */
static inline bool handshake_is_up(unsigned int cpu)
{
    const struct boot_record *record = &boot_records[cpu];
    return state_word_read(&record->handshake) == BOOT_DONE && !record->error;
}

/* Whether @p cpu has been started, and handshake_finish() is to say how that ends. */
bool handshake_was_started(unsigned int cpu) MUSTER_LINK_NAME(handshake_was_started);
/* Whether @p cpu, which was found to be done, was given up in its teardowns and is still there. */
bool handshake_hangs_on_way_down(unsigned int cpu) MUSTER_LINK_NAME(handshake_hangs_on_way_down);
/* Whether @p cpu is off or parked, and nobody has it in hand. */
bool handshake_is_free(unsigned int cpu) MUSTER_LINK_NAME(handshake_is_free);
/* Whether @p cpu runs and takes requests: it has come to the end of its way up. */
bool handshake_is_done(unsigned int cpu) MUSTER_LINK_NAME(handshake_is_done);
/* Callbacks of CPUHP_PERCPU_PREPARE and CPUHP_BRINGUP_CPU. */
int handshake_prepare(unsigned int cpu) MUSTER_LINK_NAME(handshake_prepare);
int handshake_kick(unsigned int cpu) MUSTER_LINK_NAME(handshake_kick);

/* ---- on both sides -------------------------------------------------------------------------- */

static inline enum boot_handshake handshake_of(const struct boot_record *record)
{
    return (enum boot_handshake)state_word_read(&record->handshake);
}

static inline bool handshake_change(struct boot_record *record, enum boot_handshake from,
                                    enum boot_handshake to)
{
    return state_word_change(&record->handshake, from, to);
}

/* Whether the calling CPU @p cpu, which has arrived, has been given up meanwhile. */
static inline bool handshake_was_given_up(unsigned int cpu)
{
    return handshake_of(&boot_records[cpu]) == BOOT_HUNG;
}

#endif
