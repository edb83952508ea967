/* SPDX-License-Identifier: MIT */
#include "time/clock.h"

#include <libfdt.h>

#include <muster/clock.h>
#include <muster/console.h>
#include <muster/order.h>
#include <muster/panic.h>

#include "arch.h"
#include "devicetree/device.h"
#include "devicetree/fdt_lookup.h"
#include "time/timer_device.h"

/* The clock: finds the counter's frequency, converts its ticks to ns, and delays by spinning. */

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

void clock_early_init(void)
{
    if (arch_counter_hz() >= CLOCK_MIN_HZ)
        clock_set_hz(arch_counter_hz());
}

/* Returns clock-frequency of the timer's node, or 0 if there is none. */
static uint32_t hz_of_tree(const struct fdt_scan *scan)
{
    const struct fdt_device *device = device_find(scan, TIMER_COMPATIBLE);
    size_t bytes;
    const fdt32_t *value =
        device ? fdt_lookup(device->node_offset, "clock-frequency", &bytes) : NULL;

    return value && bytes == sizeof(*value) ? fdt32_to_cpu(*value) : 0;
}

void clock_init(const struct fdt_scan *scan)
{
    uint32_t cpu_hz = arch_counter_hz(), tree_hz = hz_of_tree(scan);

    if (tree_hz >= CLOCK_MIN_HZ) {
        if (cpu_hz < CLOCK_MIN_HZ)
            console_printf("muster: CNTFRQ_EL0 is %u: the counter runs at %u Hz, as the device "
                           "tree says\n",
                           cpu_hz, tree_hz);
        clock_set_hz(tree_hz);
    } else if (cpu_hz < CLOCK_MIN_HZ) {
        panic("the counter's frequency is not known: CNTFRQ_EL0 is %u, which the firmware sets, "
              "and clock-frequency of the device tree's " TIMER_COMPATIBLE " is %u",
              cpu_hz, tree_hz);
    }
}

/* ---- public ------------------------------------------------------------------------------- */

uint64_t muster_counter(void)
{
    return arch_counter();
}

uint32_t muster_counter_hz(void)
{
    return clock_hz();
}

uint64_t muster_clock_ns(void)
{
    return clock_ns_of_ticks(arch_counter());
}

uint64_t clock_deadline_ns(uint64_t delay_ns)
{
    return clock_add_ns(clock_ns_of_ticks(arch_counter() + 1), delay_ns);
}

void ndelay(uint64_t ns)
{
    uint64_t start = arch_counter(), ticks = clock_ticks_of_ns(ns);

    while (arch_counter() - start <= ticks) /* not <: the current tick had begun already */
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
