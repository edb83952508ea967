/* SPDX-License-Identifier: MIT */
#include "hotplug/chart.h"

#include <stdbool.h>

#include <muster/bench.h>
#include <muster/cmdline.h>
#include <muster/console.h>
#include <muster/smp.h>

#include "arch/cpu.h"
#include "base/clock.h"
#include "base/ticks.h"
#include "cpu/percpu_areas.h"
#include "hotplug/table.h"
#include "hotplug/walk.h"

/* Records the ways of CPUs through their states, and prints them for the boot chart. */

DEFINE_PER_CPU_UNCOPIED(struct chart, charts);

/* What is known of a way besides its ticks. In nearly every way at boot all fields are 0: the CPU
 * goes up through all states, controlled by CPU 0. So such a way costs no store. Written by the
 * control CPU. */
struct chart_way {
    uint64_t states;    /* bit n: the CPU came into state n; 0: into all with callbacks */
    uint64_t end_ticks; /* when the way failed, otherwise 0 */
    uint16_t control_cpu;
    int16_t result; /* 0 or a negative errno */
    uint8_t failed; /* the state that failed, if `result` is not 0 */
    bool is_down;
};
struct chart_ways {
    struct chart_way ways[CHART_ROWS];
};
static DEFINE_PER_CPU(struct chart_ways, chart_ways);

bool chart_ways_are_implied;
static bool has_noted; /* a way has been noted, and a later way may get its place */

static bool is_asked;

static int parse_trace(const char *value)
{
    return muster_parse_bool(value, &is_asked);
}
MUSTER_EARLY_PARAM("cpuhp.trace", parse_trace);

static struct chart_way *way_of(unsigned int cpu, uint32_t pass)
{
    return &per_cpu_ptr(&chart_ways, cpu)->ways[pass % CHART_ROWS];
}

void chart_imply_ways(bool on)
{
    chart_ways_are_implied = on && !has_noted;
}

void chart_note_way(unsigned int cpu, uint32_t pass, enum cpuhp_state target)
{
    has_noted = true;
    *way_of(cpu, pass) = (struct chart_way){
        .control_cpu = (uint16_t)smp_processor_id(),
        .is_down = target == CPUHP_OFFLINE,
    };
}

/* Returns the states that a way has come into when @p farthest is the last of them. */
static uint64_t states_up_to(enum cpuhp_state farthest, bool is_down)
{
    uint64_t ends = cpuhp_bit(CPUHP_OFFLINE) | cpuhp_bit(CPUHP_ONLINE), below = cpuhp_bit(farthest);
    uint64_t range = is_down ? ~(below - 1) : below | (below - 1);
    /* the CPU turns itself off in it */
    uint64_t rest = is_down ? cpuhp_bit(CPUHP_AP_IDLE_DEAD) : 0;
    return (cpuhp_used_states | cpuhp_bit(farthest) | rest) & range & ~ends;
}

void chart_end(unsigned int cpu, uint32_t pass, int result, enum cpuhp_state failed)
{
    struct chart_way *way = way_of(cpu, pass);
    enum cpuhp_state state = cpuhp_cpu_state(cpu);

    /* Either a callback has failed and the way has been undone, or the CPU has been left where it
     * is. */
    bool is_undone = state == (way->is_down ? CPUHP_ONLINE : CPUHP_OFFLINE);
    way->states = failed == CPUHP_INVALID
                      ? 0 /* the way has not begun: the application did not leave the CPU */
                      : states_up_to(is_undone ? failed : state, way->is_down);
    way->end_ticks = arch_counter();
    way->result = (int16_t)result;
    way->failed = (uint8_t)failed;
}

/* ---- bars --------------------------------------------------------------------------------- */

/* Returns the states of a way that have valid ticks. */
static uint64_t states_of(unsigned int cpu, uint32_t pass)
{
    const struct chart_way *way = way_of(cpu, pass);
    const struct cpuhp_cpu *hp = per_cpu_ptr(&cpuhp_cpus, cpu);
    enum cpuhp_state end = way->is_down ? CPUHP_OFFLINE : CPUHP_ONLINE;

    if (way->states || way->result)
        return way->states;
    if (pass == hp->passes && hp->target != cpuhp_cpu_state(cpu)) /* the CPU is still on its way */
        return states_up_to(cpuhp_cpu_state(cpu), way->is_down);
    return states_up_to(way->is_down ? CPUHP_OFFLINE + 1 : CPUHP_ONLINE - 1, way->is_down) |
           cpuhp_bit(end);
}

static uint32_t oldest_pass(uint32_t passes)
{
    return passes > CHART_ROWS ? passes - CHART_ROWS + 1 : 1;
}

void chart_keep_states(void)
{
    unsigned int cpu;

    for_each_possible_cpu (cpu) {
        uint32_t passes = per_cpu(cpuhp_cpus, cpu).passes;
        for (uint32_t pass = oldest_pass(passes); pass <= passes; pass++)
            way_of(cpu, pass)->states = states_of(cpu, pass);
    }
}

/* Returns the tick at which the state after @p state began. Several states may have begun at the
 * same tick; then their order decides. Without a next state, returns the end of the way, or the
 * present. */
static uint64_t end_of(const uint64_t *row, uint64_t states, enum cpuhp_state state,
                       const struct chart_way *way)
{
    uint64_t begin = row[state], end = 0;

    for (int other = CPUHP_OFFLINE; other < CPUHP_STATE_COUNT; other++) {
        bool is_after = row[other] > begin || (row[other] == begin && other != (int)state &&
                                               (other < (int)state) == way->is_down);
        if ((states & cpuhp_bit((enum cpuhp_state)other)) && is_after && (!end || row[other] < end))
            end = row[other];
    }
    if (end)
        return end;
    end = way->end_ticks ? way->end_ticks : arch_counter();
    return end > begin ? end : begin; /* a CPU that was given up may have gone on */
}

/* Returns the states of a way that have a bar: all except OFFLINE and ONLINE. */
static uint64_t bars_of(unsigned int cpu, uint32_t pass)
{
    return states_of(cpu, pass) & ~(cpuhp_bit(CPUHP_OFFLINE) | cpuhp_bit(CPUHP_ONLINE));
}

void chart_state_ticks(unsigned int cpu, uint32_t pass, uint64_t *ticks)
{
    const uint64_t *row = chart_row(cpu, pass);
    uint64_t left = pass ? bars_of(cpu, pass) : 0, states = pass ? states_of(cpu, pass) : 0;

    for (; left; left &= left - 1) {
        enum cpuhp_state state = (enum cpuhp_state)__builtin_ctzll(left);
        ticks[state] = end_of(row, states, state, way_of(cpu, pass)) - row[state];
    }
}

static uint64_t ticks_since_boot(uint64_t counter)
{
    return counter - counter_base.start;
}

static void print_way(unsigned int cpu, uint32_t pass)
{
    const struct chart_way *way = way_of(cpu, pass);
    const uint64_t *row = chart_row(cpu, pass);
    uint64_t states = states_of(cpu, pass);

    for (uint64_t left = bars_of(cpu, pass); left; left &= left - 1) {
        enum cpuhp_state state = (enum cpuhp_state)__builtin_ctzll(left);
        console_printf("MUSTER_CPUHP cpu=%u pass=%u dir=%s on=%u state=%d begin_ticks=%lu "
                       "end_ticks=%lu result=%d name=%s\n",
                       cpu, pass - 1, way->is_down ? "down" : "up",
                       cpuhp_is_prepare(state) ? way->control_cpu : cpu, state,
                       (unsigned long)ticks_since_boot(row[state]),
                       (unsigned long)ticks_since_boot(end_of(row, states, state, way)),
                       state == way->failed ? way->result : 0, cpuhp_state_name(state));
    }
}

void chart_print_if_asked(void)
{
    const struct muster_boot_times *times = muster_boot_times();
    unsigned int cpu;

    if (!is_asked)
        return;
    console_printf("MUSTER_CPUHP_CLOCK hz=%u start_ticks=0 smp_begin_ticks=%lu smp_end_ticks=%lu\n",
                   clock_hz(), (unsigned long)times->smp_begin_ticks,
                   (unsigned long)times->smp_end_ticks);
    for_each_possible_cpu (cpu) {
        uint32_t passes = per_cpu(cpuhp_cpus, cpu).passes;
        for (uint32_t pass = oldest_pass(passes); pass <= passes; pass++)
            print_way(cpu, pass);
    }
}
