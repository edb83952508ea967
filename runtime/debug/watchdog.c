/* SPDX-License-Identifier: MIT */
#include "debug/watchdog.h"

#include <stdbool.h>
#include <stdint.h>

#include <muster/clock.h>
#include <muster/cmdline.h>
#include <muster/console.h>
#include <muster/cpuhp.h>
#include <muster/panic.h>
#include <muster/percpu.h>
#include <muster/smp.h>
#include <muster/timer.h>

#include "base/parse.h"
#include "call/stop_machine.h"
#include "console/reporter.h"

/*
 * A CPU that masks its interrupts for too long is found by another. Each CPU's heart beats in its
 * timer interrupt, and at each beat it looks at the CPU after it, in a ring of those that are
 * online; at the next ones too, as long as they stand still, since the CPU that should look at
 * those is one of them.
 */

/* So many beats to the time that a CPU may take none. */
#define BEATS_OF_TIMEOUT 4
#define NS_PER_MS UINT64_C(1000000)

static unsigned int timeout_ms; /* 0: off */
static bool panics;

static DEFINE_PER_CPU_UNCOPIED(struct muster_timer, heart);
/* The CPU; UINT64_MAX when its heart does not beat, as before it has come up. */
static DEFINE_PER_CPU(uint64_t, last_beat_ns) = UINT64_MAX;
/* Whoever has reported that it stands still; the CPU clears it. */
static DEFINE_PER_CPU(bool, is_reported);

static int parse_watchdog_timeout(const char *value)
{
    return parse_timeout_ms(value, 0, &timeout_ms);
}
MUSTER_EARLY_PARAM("watchdog.timeout_ms", parse_watchdog_timeout);

static int parse_panic(const char *value)
{
    return muster_parse_bool(value, &panics);
}
MUSTER_EARLY_PARAM("watchdog.panic", parse_panic);

static unsigned int next_online(unsigned int cpu)
{
    unsigned int next = cpumask_next((int)cpu, cpu_online_mask);
    return next < NR_CPUS ? next : cpumask_first(cpu_online_mask);
}

static void report(unsigned int cpu, uint64_t silence_ns)
{
    console_printf("muster: watchdog: CPU %u has taken no timer interrupt for %lu ms\n", cpu,
                   (unsigned long)(silence_ns / NS_PER_MS));
    report_cpu(cpu);
    if (panics)
        panic("CPU %u has had its interrupts masked for %lu ms", cpu,
              (unsigned long)(silence_ns / NS_PER_MS));
}

/* Whether @p cpu stands still, which is said once. */
static bool stands_still(unsigned int cpu, uint64_t now_ns)
{
    uint64_t last_ns = __atomic_load_n(per_cpu_ptr(&last_beat_ns, cpu), __ATOMIC_RELAXED);

    if (now_ns < last_ns || now_ns - last_ns < timeout_ms * NS_PER_MS)
        return false;
    if (!__atomic_exchange_n(per_cpu_ptr(&is_reported, cpu), true, __ATOMIC_RELAXED))
        report(cpu, now_ns - last_ns);
    return true;
}

static uint64_t set_last_beat(unsigned int cpu, uint64_t ns)
{
    return __atomic_exchange_n(per_cpu_ptr(&last_beat_ns, cpu), ns, __ATOMIC_RELAXED);
}

bool watchdog_pause(void)
{
    return set_last_beat(smp_processor_id(), UINT64_MAX) != UINT64_MAX;
}

void watchdog_go_on(bool was_watched)
{
    if (was_watched)
        set_last_beat(smp_processor_id(), muster_clock_ns());
}

/* All CPUs have stood still with the runtime's knowledge: as if each one's heart had just
 * beaten. */
static void excuse_all(void)
{
    unsigned int cpu;
    uint64_t now_ns = muster_clock_ns();
    for_each_online_cpu (cpu) {
        uint64_t *beat_ns = per_cpu_ptr(&last_beat_ns, cpu);
        uint64_t last_ns = __atomic_load_n(beat_ns, __ATOMIC_RELAXED);
        /* Not where the heart pauses, nor when it has beaten meanwhile. */
        if (last_ns != UINT64_MAX)
            __atomic_compare_exchange_n(beat_ns, &last_ns, now_ns, false, __ATOMIC_RELAXED,
                                        __ATOMIC_RELAXED);
    }
}

/*
 * Whether this CPU has stood still itself, for two beats or more: then the others may have, too,
 * with it in a stopped machine or an emulator that did not run, and their hearts have not had their
 * turn yet.
 */
static bool is_late(uint64_t last_ns, uint64_t now_ns)
{
    return now_ns - last_ns >= 2 * timeout_ms * NS_PER_MS / BEATS_OF_TIMEOUT;
}

static void beat(struct muster_timer *timer)
{
    unsigned int self = smp_processor_id(), cpu = self;
    uint64_t now_ns = muster_clock_ns();
    /* Nobody waits for it while it reports. */
    uint64_t last_ns = set_last_beat(self, UINT64_MAX);

    (void)timer;
    if (__atomic_exchange_n(this_cpu_ptr(&is_reported), false, __ATOMIC_RELAXED))
        console_printf("muster: watchdog: CPU %u goes on\n", self);
    if (!is_late(last_ns, now_ns))
        do
            cpu = next_online(cpu);
        while (cpu != self && stands_still(cpu, now_ns));
    set_last_beat(self, muster_clock_ns());
}

static int start_heart(unsigned int cpu)
{
    struct muster_timer *timer = per_cpu_ptr(&heart, cpu);

    muster_timer_init(timer, beat, NULL);
    set_last_beat(cpu, muster_clock_ns());
    return muster_timer_start_periodic(timer, timeout_ms * NS_PER_MS / BEATS_OF_TIMEOUT);
}

static int stop_heart(unsigned int cpu)
{
    muster_timer_cancel(per_cpu_ptr(&heart, cpu));
    set_last_beat(cpu, UINT64_MAX);
    return 0;
}

void watchdog_init(void)
{
    if (!timeout_ms)
        return;
    stop_machine_at_end(excuse_all);
    int state = cpuhp_setup_state(CPUHP_AP_ONLINE_DYN, "watchdog:online", start_heart, stop_heart);
    if (state < 0)
        console_printf("muster: the watchdog does not start: error %d\n", state);
}
