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
 * Finds CPUs that mask their interrupts for too long. Each CPU has a heart, which beats in its
 * timer interrupt. At each beat the CPU looks at the CPU after it, in a ring of the online CPUs. If
 * that one stands still, the CPU looks at the next one, too, because the CPU that should look at
 * the next one is the one that stands still.
 */

/* How many beats fall into watchdog.timeout_ms. */
#define BEATS_OF_TIMEOUT 4
#define NS_PER_MS UINT64_C(1000000)

static unsigned int timeout_ms; /* 0: off */
static bool panics;

static DEFINE_PER_CPU_UNCOPIED(struct muster_timer, heart);
/* When the CPU's heart last beat; UINT64_MAX while it does not beat, as before the CPU has come up.
 * Written by the CPU, and by excuse_all(). */
static DEFINE_PER_CPU(uint64_t, last_beat_ns) = UINT64_MAX;
/* True once the CPU has been reported. Set by the CPU that reports, cleared by the CPU itself. */
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

/* Returns true if @p cpu stands still. Reports that once. */
static bool stands_still(unsigned int cpu, uint64_t now_ns)
{
    uint64_t last_ns = __atomic_load_n(per_cpu_ptr(&last_beat_ns, cpu), __ATOMIC_RELAXED);

    if (now_ns < last_ns || now_ns - last_ns < timeout_ms * NS_PER_MS)
        return false;
    if (!__atomic_exchange_n(per_cpu_ptr(&is_reported, cpu), true, __ATOMIC_RELAXED))
        report(cpu, now_ns - last_ns);
    return true;
}

/* Returns the value before. */
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

/* Sets the last beat of every CPU to now. Called after the machine was stopped: all CPUs have stood
 * still, and rightly so. */
static void excuse_all(void)
{
    unsigned int cpu;
    uint64_t now_ns = muster_clock_ns();
    for_each_online_cpu (cpu) {
        uint64_t *beat_ns = per_cpu_ptr(&last_beat_ns, cpu);
        uint64_t last_ns = __atomic_load_n(beat_ns, __ATOMIC_RELAXED);
        /* Not if the heart pauses, nor if it has beaten meanwhile. */
        if (last_ns != UINT64_MAX)
            __atomic_compare_exchange_n(beat_ns, &last_ns, now_ns, false, __ATOMIC_RELAXED,
                                        __ATOMIC_RELAXED);
    }
}

/* Returns true if this CPU has stood still itself, for two beats or more. Then other CPUs may have
 * stood still with it, in a stopped machine or an emulator that did not run, and their hearts have
 * not had their turn yet. So this CPU judges no other CPU at this beat. */
static bool is_late(uint64_t last_ns, uint64_t now_ns)
{
    return now_ns - last_ns >= 2 * timeout_ms * NS_PER_MS / BEATS_OF_TIMEOUT;
}

static void beat(struct muster_timer *timer)
{
    unsigned int self = smp_processor_id(), cpu = self;
    uint64_t now_ns = muster_clock_ns();
    /* This CPU is not watched while it reports. */
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
