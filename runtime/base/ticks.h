/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_TICKS_H
#define MUSTER_RUNTIME_TICKS_H

#include <stdbool.h>
#include <stdint.h>

#include <muster/linkage.h>

#include "arch/counter.h"

/*
 * The counter as the runtime reads it: ticks since the boot, the same on every CPU. All code that
 * tells time reads the counter here.
 *
 * The register itself may begin with any value, as an offset that firmware or a hypervisor has left
 * makes it, and may wrap. Ticks since the boot begin with 0 and do not wrap in 584 years at 1 GHz.
 */
struct counter_base {
    /* The register's value at tick 0, with COUNTER_CURED while an erratum needs a cure. Then, and
     * when the register began with that bit, the counter is read by counter_read_slowly(). First of
     * all, because its address costs least. */
    uint64_t zero;
    uint64_t start; /* the register's value at tick 0 */
};
#define COUNTER_CURED (UINT64_C(1) << 63)
/* Written by the boot CPU while it is alone, except for the bit. */
extern struct counter_base counter_base MUSTER_LINK_NAME(counter_base) MUSTER_IN_THIS_PROGRAM;

/* No machine's counter gets here from 0: 146 years at 1 GHz. It began with another value. */
#define COUNTER_JUNK_TICKS (UINT64_C(1) << 62)

/* Returns true if the register of the counter is not to be read without care: it has an erratum, or
 * began with a value that is not small. */
static inline bool counter_needs_care(void)
{
    return counter_base.zero >= COUNTER_JUNK_TICKS;
}

/* Slow path: reads the counter in the way that its erratum asks for. Never gives less on a CPU than
 * this CPU has got before. Ordered as counter_in_order(). */
uint64_t counter_read_slowly(void) MUSTER_LINK_NAME(counter_read_slowly);

static inline __attribute__((always_inline)) uint64_t counter_ticks_of(uint64_t raw)
{
    uint64_t zero = arch_load_u64(&counter_base.zero);

    return __builtin_expect((zero & COUNTER_CURED) == 0, true) ? raw - zero : counter_read_slowly();
}

/* Returns the ticks since the boot, for time stamps, and for the begin of a wait. The CPU may read
 * the counter earlier or later than program order says. */
static inline __attribute__((always_inline)) uint64_t counter_now(void)
{
    return counter_ticks_of(arch_counter_raw());
}

/* Returns the ticks since the boot, read after what comes earlier in the program, and before what
 * comes behind a later smp_rmb() or smp_mb(): arch_counter_as_load(). */
static inline __attribute__((always_inline)) uint64_t counter_in_order(void)
{
    return counter_ticks_of(arch_counter_as_load());
}

/* Returns true if @p ticks have passed since the counter was @p start_ticks. None have passed when
 * the counter is behind @p start_ticks: it has stepped back, or another CPU has read it. */
static inline bool counter_has_passed(uint64_t start_ticks, uint64_t ticks)
{
    uint64_t passed = counter_in_order() - start_ticks;

    return (int64_t)passed >= 0 && passed >= ticks;
}

/* Slow path of counter_register_at(): the register began with a value that is not small, so that it
 * may wrap while the program runs. */
uint64_t counter_register_around_wrap(uint64_t ticks)
    MUSTER_LINK_NAME(counter_register_around_wrap);

/* Returns the value that a timer is set to so that it interrupts at tick @p ticks: the register's
 * value then. A timer compares unsigned numbers of 64 bits (Arm ARM D11.2.4), so the value is
 * another one while the register has to wrap first. May wait in the last 100 ms before it wraps. */
static inline uint64_t counter_register_at(uint64_t ticks)
{
    uint64_t value;

    if (__builtin_expect(counter_base.start >= COUNTER_JUNK_TICKS, false))
        return counter_register_around_wrap(ticks);
    return __builtin_add_overflow(counter_base.start, ticks, &value) ? UINT64_MAX : value;
}

/* Begins to count: this is tick 0. @p cured reads a counter with an erratum, or is NULL. Returns
 * the register's value. On the boot CPU, while it is alone. */
uint64_t counter_begin(arch_counter_reader *cured) MUSTER_LINK_NAME(counter_begin);

/* From now on every CPU reads the counter by @p cured, unless a cure is in use. Called by a CPU
 * that comes up and has an erratum itself. */
void counter_cure(arch_counter_reader *cured) MUSTER_LINK_NAME(counter_cure);

#endif
