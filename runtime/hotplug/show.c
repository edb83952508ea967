/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stddef.h>

#include <muster/cmdline.h>
#include <muster/console.h>
#include <muster/smp.h>

#include "hotplug/chart.h"
#include "hotplug/show.h"
#include "hotplug/table.h"
#include "hotplug/walk.h"

/* Prints and reports the states, and where each CPU stands in them. */

static bool shows_states;

static int parse_show(const char *value)
{
    return muster_parse_bool(value, &shows_states);
}
MUSTER_EARLY_PARAM("cpuhp.show", parse_show);

static const char *section_of(enum cpuhp_state state)
{
    return cpuhp_is_prepare(state) ? "PREPARE" : cpuhp_is_starting(state) ? "STARTING" : "ONLINE";
}

void cpuhp_show(void)
{
    for (int number = CPUHP_OFFLINE + 1; number < CPUHP_ONLINE; number++) {
        enum cpuhp_state state = (enum cpuhp_state)number;
        const struct cpuhp_step *step = &cpuhp_steps[state];
        if (!(cpuhp_used_states & cpuhp_bit(state)))
            continue;
        console_printf("muster: cpuhp: state %d %s \"%s\"%s%s%s\n", state, section_of(state),
                       cpuhp_state_name(state), step->startup.single ? " startup" : "",
                       step->teardown.single ? " teardown" : "",
                       cpuhp_multi_states & cpuhp_bit(state) ? " instances" : "");
    }
}

void cpuhp_show_if_asked(void)
{
    if (shows_states)
        cpuhp_show();
}

int cpuhp_report(unsigned int cpu, struct cpuhp_report *report)
{
    if (!cpu_possible(cpu))
        return -EINVAL;
    const struct cpuhp_cpu *hp = per_cpu_ptr(&cpuhp_cpus, cpu);
    *report = (struct cpuhp_report){
        .state = cpuhp_cpu_state(cpu),
        .result = hp->result,
        .failed = hp->result ? hp->failed : CPUHP_INVALID,
        .passes = hp->passes,
    };
    /* A CPU that was given up may have gone on by itself since. */
    report->target = hp->is_on_way ? hp->target : report->state;
    report->is_stuck =
        hp->is_stuck && report->state != CPUHP_OFFLINE && report->state != CPUHP_ONLINE;
    chart_state_ticks(cpu, hp->passes, report->state_ticks);
    return 0;
}

static void print_report(unsigned int cpu)
{
    struct cpuhp_report report;

    if (cpuhp_report(cpu, &report) != 0)
        return;
    console_printf("muster: cpuhp: CPU %u: state %d \"%s\" target %d \"%s\" result %d", cpu,
                   report.state, cpuhp_state_name(report.state), report.target,
                   cpuhp_state_name(report.target), report.result);
    if (report.result)
        console_printf(" in state %d \"%s\"", report.failed, cpuhp_state_name(report.failed));
    console_printf("%s passes %u ticks", report.is_stuck ? " stuck" : "", report.passes);
    for (int state = CPUHP_OFFLINE; state < CPUHP_STATE_COUNT; state++)
        if (report.state_ticks[state])
            console_printf(" %d:%lu", state, (unsigned long)report.state_ticks[state]);
    console_printf("\n");
}

void cpuhp_print_report(void)
{
    unsigned int cpu;

    for_each_possible_cpu (cpu)
        print_report(cpu);
}
