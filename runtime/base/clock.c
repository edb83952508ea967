/* SPDX-License-Identifier: MIT */
#include "base/clock.h"

#include <muster/clock.h>
#include <muster/order.h>

#include "base/ticks.h"

/* The clock: converts the counter's ticks to nanoseconds, and delays by spinning. */

#define NOMINAL_HZ 100000000u /* real counters are at most 10 times faster or slower */
/* The factors for NOMINAL_HZ, 10 ns a tick, as clock_set_hz() would compute them. */
struct clock_factors clock_factors = {
    .ns_per_tick = UINT64_C(10) << CLOCK_NS_SHIFT,
    .ticks_per_ns = (UINT64_C(1) << CLOCK_TICKS_SHIFT) / 10 + 1,
    .hz = NOMINAL_HZ,
};

/* Returns 2^92 / @p divisor, rounded up; @p divisor is below 2^48. This is a long division in
 * digits of 16 bits, because the compiler's own 128-bit division is far larger. */
static uint64_t reciprocal(uint64_t divisor)
{
    const unsigned int digit_bits = 16;
    uint64_t dividend = UINT64_C(1) << (CLOCK_NS_SHIFT + CLOCK_TICKS_SHIFT - 2 * digit_bits);
    uint64_t quotient = dividend / divisor, rest = dividend % divisor;

    for (unsigned int digit = 0; digit < 2; digit++) {
        rest <<= digit_bits;
        quotient = quotient << digit_bits | rest / divisor;
        rest %= divisor;
    }
    return quotient + (rest != 0);
}

void clock_set_hz(uint32_t hz)
{
    clock_factors.hz = hz;
    clock_factors.ns_per_tick = ((NS_PER_S << CLOCK_NS_SHIFT) + hz / 2) / hz;
    clock_factors.ticks_per_ns = reciprocal(clock_factors.ns_per_tick);
}

/* ---- public ------------------------------------------------------------------------------- */

uint64_t muster_counter(void)
{
    return counter_in_order();
}

uint32_t muster_counter_hz(void)
{
    return clock_hz();
}

uint64_t muster_clock_ns(void)
{
    return clock_ns_of_ticks(counter_in_order());
}

uint64_t clock_deadline_ns(uint64_t delay_ns)
{
    return clock_add_ns(clock_ns_of_ticks(counter_in_order() + 1), delay_ns);
}

void ndelay(uint64_t ns)
{
    uint64_t start = counter_in_order(), ticks = clock_ticks_of_ns(ns);

    if (ticks != UINT64_MAX)
        ticks++; /* the current tick has begun already */
    while (!counter_has_passed(start, ticks))
        cpu_relax();
}

static void delay(uint64_t count, uint64_t unit_ns)
{
    uint64_t ns;
    ndelay(__builtin_mul_overflow(count, unit_ns, &ns) ? UINT64_MAX : ns);
}

void udelay(uint64_t us)
{
    delay(us, 1000);
}

void mdelay(uint64_t ms)
{
    delay(ms, 1000000);
}
