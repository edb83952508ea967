/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_ARCH_WAIT_H
#define MUSTER_ARCH_WAIT_H

#include <stdint.h>

/*
 * Waits for another CPU's store without polling. Not for applications: use <muster/wait.h> and what
 * is built on it.
 *
 * LDAXR makes this CPU's exclusive monitor watch a word. The store of another CPU to the word
 * clears the monitor. That is an event, which ends a WFE (Arm ARM D1.6.1, "WFE wake-up events"), so
 * the CPU that stores needs no SEV.
 *
 * No store is missed: one that comes after the LDAXR and before the WFE leaves the event
 * registered, and the WFE returns at once. The event stream ends a WFE in any case
 * (arch_event_stream_init()).
 *
 * An emulator that runs all CPUs in one thread goes on to the next CPU at each WFE.
 */

static inline void arch_wait_for_event(void)
{
    __asm__ volatile("wfe" ::: "memory");
}

/* Returns the word and watches it from then on. A CPU watches one word at a time. **Ordering:**
 * acquire. */
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

/* Returns the word at once if it differs from @p value; otherwise sleeps until an event and returns
 * what the word is then. **Ordering:** acquire. */
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

/* Returns the word at once if it is @p value; otherwise sleeps until an event and returns what the
 * word is then. **Ordering:** acquire. */
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
