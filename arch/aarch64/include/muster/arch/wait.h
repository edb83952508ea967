/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_ARCH_WAIT_H
#define MUSTER_ARCH_WAIT_H

#include <stdint.h>

/*
 * Waiting for another CPU's store without looking all the time. Not for applications: use
 * <muster/wait.h> and what is built on it.
 *
 * LDAXR watches its word: the store of another CPU clears this CPU's exclusive monitor, and that is
 * an event, which ends a WFE (Arm ARM D1.6.1, "WFE wake-up events"). The writer needs no SEV, and
 * no store comes unseen in between: one that comes after the LDAXR and before the WFE leaves the
 * event registered, and the WFE does not wait. The event stream ends a WFE in any case
 * (arch_event_stream_init()). An emulator that runs all CPUs in one thread goes on to the next CPU
 * at each WFE.
 */

static inline void arch_wait_for_event(void)
{
    __asm__ volatile("wfe" ::: "memory");
}

/* The word, which is watched from then on: acquire. One word at a time. */
static inline uint32_t arch_watch_u32(const uint32_t *word)
{
    uint32_t seen;
    __asm__ volatile("ldaxr %w0, %1" : "=r"(seen) : "Q"(*word) : "memory");
    return seen;
}

static inline uint64_t arch_watch_u64(const uint64_t *word)
{
    uint64_t seen;
    __asm__ volatile("ldaxr %0, %1" : "=r"(seen) : "Q"(*word) : "memory");
    return seen;
}

/* Looks at the word, and if it is @p value, once more after an event; what it was: acquire. */
static inline uint32_t arch_look_twice_u32(const uint32_t *word, uint32_t value)
{
    uint32_t seen;
    __asm__ volatile("ldaxr %w0, %1\n\t"
                     "cmp %w0, %w2\n\t"
                     "b.ne 1f\n\t"
                     "wfe\n\t"
                     "ldar %w0, %1\n"
                     "1:"
                     : "=&r"(seen)
                     : "Q"(*word), "r"(value)
                     : "cc", "memory");
    return seen;
}

/* Looks at the word, and if it is not @p value, once more after an event; what it was: acquire. */
static inline uint64_t arch_look_twice_for_u64(const uint64_t *word, uint64_t value)
{
    uint64_t seen;
    __asm__ volatile("ldaxr %0, %1\n\t"
                     "cmp %0, %2\n\t"
                     "b.eq 1f\n\t"
                     "wfe\n\t"
                     "ldar %0, %1\n"
                     "1:"
                     : "=&r"(seen)
                     : "Q"(*word), "r"(value)
                     : "cc", "memory");
    return seen;
}

#endif
