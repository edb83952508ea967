/* SPDX-License-Identifier: MIT */
#include "base/ticks.h"

#include <stddef.h>

#include <muster/order.h>
#include <muster/percpu.h>

#include "arch/cpu.h"
#include "base/clock.h"

/* Where the counter begins, and how it is read when it has an erratum. */

struct counter_base counter_base;

/* The cure that is in use, or NULL. Written before the bit in counter_base.zero, and once, unless
 * the boot CPU begins anew. */
static arch_counter_reader *cure;

/* The last value that this CPU has got from counter_read_slowly(). */
static DEFINE_PER_CPU(uint64_t, last_ticks);

uint64_t counter_read_slowly(void)
{
    /* Read the bit, then the cure; partner: counter_cure(). */
    smp_rmb();
    arch_counter_reader *read = __atomic_load_n(&cure, __ATOMIC_RELAXED);
    if (!read)
        return arch_counter_as_load() - counter_base.start;

    uint64_t flags = arch_irq_save(); /* a handler must not read the counter in between */
    uint64_t ticks = read() - counter_base.start, *last = this_cpu_ptr(&last_ticks);
    if ((int64_t)(ticks - *last) < 0)
        ticks = *last;
    *last = ticks;
    arch_irq_restore(flags);
    return ticks;
}

/* If the register wraps after a timer's value has come and before the CPU takes the interrupt, that
 * interrupt is lost: the value is ahead again. So no timer has a value in the last WRAP_MARGIN_MS
 * before the wrap. A timer for that time, or for later, interrupts at its begin; from there on the
 * CPU waits until the register has wrapped. The time is longer than interrupts stay masked. */
#define WRAP_MARGIN_MS 100

uint64_t counter_register_around_wrap(uint64_t ticks)
{
    const uint64_t wrap = 0 - counter_base.start; /* the tick at which the register is 0 */
    const uint64_t margin = clock_ticks_of_ms(WRAP_MARGIN_MS), now = counter_in_order();

    if (now < wrap && wrap - now > margin) {
        const uint64_t latest = wrap - margin;
        return counter_base.start + (ticks < latest ? ticks : latest);
    }
    while (counter_in_order() < wrap)
        cpu_relax();
    return ticks < wrap ? 0 : ticks - wrap;
}

uint64_t counter_begin(arch_counter_reader *cured)
{
    cure = cured;
    counter_base.start = counter_base.zero = cured ? cured() : arch_counter();
    if (cured) {
        this_cpu_write(last_ticks, 0);
        counter_base.zero |= COUNTER_CURED;
    }
    return counter_base.start;
}

void counter_cure(arch_counter_reader *cured)
{
    arch_counter_reader *none = NULL;

    if (!__atomic_compare_exchange_n(&cure, &none, cured, false, __ATOMIC_RELAXED,
                                     __ATOMIC_RELAXED))
        return;
    smp_wmb(); /* the cure, then the bit; partner: counter_read_slowly() */
    __atomic_store_n(&counter_base.zero, counter_base.start | COUNTER_CURED, __ATOMIC_RELAXED);
}
