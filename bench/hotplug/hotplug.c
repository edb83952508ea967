/* SPDX-License-Identifier: MIT */
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <muster/app.h>
#include <muster/clock.h>
#include <muster/cpuhp.h>
#include <muster/order.h>
#include <muster/smp.h>

/*
 * What does it cost to take a CPU down and bring it up again? CPU 0 does that with CPU 1, while all
 * others are idle in the runtime. Run with the argument "icount" where the counter counts
 * instructions (QEMU -icount shift=0: a nanosecond is an instruction).
 */

#define TARGET_CPU 1u

/* A tick of the counter is 16 instructions; the average of so many cycles is finer. */
#define CYCLES 64u

/* Sums over the cycles, of one direction. */
struct way {
    const char *name;
    uint64_t ticks; /* of the whole call */
    uint64_t state_ticks[CPUHP_STATE_COUNT];
};

static const char *unit = "ns";

static void move(struct way *way, int (*call)(unsigned int cpu))
{
    struct cpuhp_report report;
    uint64_t begin = muster_counter();
    int error = call(TARGET_CPU);
    uint64_t ticks = muster_counter() - begin;

    if (error || (error = cpuhp_report(TARGET_CPU, &report)) != 0) {
        printf("CPU %u does not go %s: error %d\n", TARGET_CPU, way->name, error);
        exit(EXIT_FAILURE);
    }
    way->ticks += ticks;
    for (int state = CPUHP_OFFLINE; state < CPUHP_STATE_COUNT; state++)
        way->state_ticks[state] += report.state_ticks[state];
}

static void print_result(const char *way, const char *suffix, uint64_t ticks, const char *state)
{
    const uint64_t ns_per_s = 1000000000, divisor = (uint64_t)muster_counter_hz() * CYCLES;

    printf("RESULT bench=hotplug figure=%s%s cpus=%u value=%" PRIu64 " unit=%s%s%s\n", way, suffix,
           num_online_cpus(), (ticks * ns_per_s + divisor / 2) / divisor, unit,
           state ? " state=" : "", state ? state : "");
}

/* Prints the states, in the order of the way. The rest is before the first state and after the
 * last. */
static void print_way(const struct way *way, bool is_down)
{
    uint64_t rest = way->ticks;

    print_result(way->name, "", way->ticks, NULL);
    for (int i = CPUHP_OFFLINE; i < CPUHP_STATE_COUNT; i++) {
        enum cpuhp_state state = (enum cpuhp_state)(is_down ? CPUHP_STATE_COUNT - 1 - i : i);
        if (!way->state_ticks[state])
            continue;
        print_result(way->name, "_state", way->state_ticks[state], cpuhp_state_name(state));
        rest -= way->state_ticks[state];
    }
    print_result(way->name, "_rest", rest, NULL);
}

static void wait_for_others(void)
{
    unsigned int cpu;

    for_each_online_cpu (cpu)
        while (cpu != 0 && !muster_cpu_is_idle(cpu))
            cpu_relax();
}

int app_main_percpu(unsigned int cpu)
{
    const struct muster_args *args = muster_app_args();
    struct way down = {.name = "down"}, up = {.name = "up"};

    if (cpu != 0)
        return 0;
    if (args->argc > 1 && strcmp(args->argv[1], "icount") == 0)
        unit = "insn";
    wait_for_others();
    /* The first cycle is not counted. */
    for (unsigned int cycle = 0; cycle <= CYCLES; cycle++) {
        if (cycle == 1) {
            down = (struct way){.name = "down"};
            up = (struct way){.name = "up"};
        }
        move(&down, cpu_down);
        move(&up, cpu_up);
    }
    print_result("down_up_pair", "", down.ticks + up.ticks, NULL);
    print_way(&down, true);
    print_way(&up, false);
    return 0;
}
