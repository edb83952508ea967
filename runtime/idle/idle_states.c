/* SPDX-License-Identifier: MIT */
#include "idle/idle_states.h"

#include <errno.h>
#include <libfdt.h>
#include <stddef.h>
#include <string.h>

#include <muster/cmdline.h>
#include <muster/console.h>
#include <muster/fdt.h>
#include <muster/idle.h>
#include <muster/percpu.h>
#include <muster/psci.h>
#include <muster/smp.h>

#include "arch/cpu.h"
#include "base/clock.h"
#include "cpu/cpu_ops.h"
#include "cpu/percpu_areas.h"
#include "devicetree/fdt_lookup.h"
#include "devicetree/fdt_read.h"
#include "devicetree/fdt_scan.h"
#include "idle/cpu_suspend.h"
#include "idle/idle.h"
#include "idle/idle_choose.h"
#include "time/timer.h"

/* The idle states of the device tree: reads them at boot, notes which CPU may use which, and sleeps
 * in them. */

/* ---- the states --------------------------------------------------------------------------- */

/* In the order of min_residency_us. Written by the boot CPU, before other CPUs run. */
unsigned int idle_state_count;
static struct muster_idle_state states[MUSTER_IDLE_STATES_MAX];
static struct idle_depth depths[MUSTER_IDLE_STATES_MAX];

/* How a CPU sleeps. Written by the boot CPU at first, and then only by the CPU itself; other CPUs
 * read the counts. */
struct idle_cpu {
    struct idle_history history;
    uint32_t sleeps[MUSTER_IDLE_STATES_MAX];
    uint32_t refused;
    uint8_t usable; /* a bit for each state */
};
static DEFINE_PER_CPU_UNCOPIED(struct idle_cpu, idle_cpus);
_Static_assert(MUSTER_IDLE_STATES_MAX <= 8, "a bit of idle_cpu.usable for each");

static bool is_wanted = true;                    /* idle.states */
static unsigned int max_latency_us = UINT32_MAX; /* idle.max_latency_us */

static int parse_states(const char *value)
{
    return muster_parse_bool(value, &is_wanted);
}
MUSTER_EARLY_PARAM("idle.states", parse_states);

static int parse_max_latency_us(const char *value)
{
    return muster_parse_u32(value, UINT32_MAX, &max_latency_us);
}
MUSTER_EARLY_PARAM("idle.max_latency_us", parse_max_latency_us);

const struct muster_idle_state *muster_idle_state(unsigned int index)
{
    return index < idle_state_count ? &states[index] : NULL;
}

/* ---- reading the device tree -------------------------------------------------------------- */

/* A child of the node idle-states, while the tree is read. CPUs refer to it by its phandle. */
struct node {
    struct muster_idle_state state;
    uint32_t phandle;
    bool is_usable; /* false: no CPU uses this state, but a CPU node may name it */
};

struct nodes {
    unsigned int count;
    struct node list[MUSTER_IDLE_STATES_MAX];
};

/* Reads a number that must be there. Returns false, after a message, if it is missing or
 * damaged. */
static bool has_u32(int offset, enum known_property which, uint32_t *number)
{
    int error = fdt_read_u32(offset, which, number);

    if (error)
        console_printf("muster: device tree: idle state %s: %s %s: not used\n",
                       fdt_lookup_node_name(offset), fdt_properties[which].name,
                       error == -ENOENT ? "is missing" : "is not one cell long");
    return !error;
}

/* Reads a state's latency as Linux's dt_idle_states.c does: wakeup-latency-us, or else the sum of
 * entry-latency-us and exit-latency-us. */
static bool read_latency(int offset, uint32_t *latency_us)
{
    uint32_t entry_us, exit_us;

    if (fdt_has(offset, PROP_WAKEUP_LATENCY_US))
        return has_u32(offset, PROP_WAKEUP_LATENCY_US, latency_us);
    if (!has_u32(offset, PROP_ENTRY_LATENCY_US, &entry_us) ||
        !has_u32(offset, PROP_EXIT_LATENCY_US, &exit_us))
        return false;
    *latency_us = exit_us > UINT32_MAX - entry_us ? UINT32_MAX : entry_us + exit_us;
    return true;
}

static bool read_state(int offset, struct muster_idle_state *state)
{
    state->name = fdt_lookup_node_name(offset);
    if (!fdt_is_enabled(offset) ||
        !has_u32(offset, PROP_ARM_PSCI_SUSPEND_PARAM, &state->power_state) ||
        !has_u32(offset, PROP_MIN_RESIDENCY_US, &state->min_residency_us) ||
        !read_latency(offset, &state->latency_us))
        return false;
    if (!psci_power_state_is_valid(state->power_state)) {
        console_printf("muster: device tree: idle state %s: arm,psci-suspend-param 0x%x has bits "
                       "that no power state has: not used\n",
                       state->name, state->power_state);
        return false;
    }
    state->timer_stops = fdt_has(offset, PROP_LOCAL_TIMER_STOP) ||
                         psci_power_state_loses_context(state->power_state);
    return state->latency_us <= max_latency_us;
}

/* Adds a child of idle-states to @p nodes: usable states first, and of these the shallower before
 * the deeper. */
static void add_node(struct nodes *nodes, int offset)
{
    struct node node = {0};
    unsigned int at = nodes->count;

    node.phandle = fdt_read_phandle(offset);
    if (!node.phandle)
        return; /* no CPU can name this node */
    if (nodes->count == MUSTER_IDLE_STATES_MAX) {
        console_printf("muster: device tree: more than %d idle states: %s is not used\n",
                       MUSTER_IDLE_STATES_MAX, fdt_lookup_node_name(offset));
        return;
    }
    node.is_usable = read_state(offset, &node.state);
    for (; at > 0 && node.is_usable; at--) {
        const struct node *before = &nodes->list[at - 1];
        if (before->is_usable && before->state.min_residency_us <= node.state.min_residency_us)
            break;
        nodes->list[at] = *before;
    }
    nodes->list[at] = node;
    nodes->count++;
    idle_state_count += node.is_usable;
}

static void read_nodes(struct nodes *nodes, int parent)
{
    int offset;

    fdt_for_each_subnode (offset, muster_fdt(), parent)
        if (fdt_string_index(offset, PROP_COMPATIBLE, "arm,idle-state") >= 0)
            add_node(nodes, offset);
    for (unsigned int i = 0; i < idle_state_count; i++) {
        states[i] = nodes->list[i].state;
        depths[i].min_residency_ticks = (uint64_t)states[i].min_residency_us * clock_hz() / 1000000;
        depths[i].timer_stops = states[i].timer_stops;
    }
}

static const struct node *find_node(const struct nodes *nodes, uint32_t phandle)
{
    for (unsigned int i = 0; i < nodes->count; i++)
        if (nodes->list[i].phandle == phandle)
            return &nodes->list[i];
    return NULL;
}

/* ---- which CPU may use which state -------------------------------------------------------- */

/* The cpu-idle-states list that was read last. Most CPUs have a list with the same words, so the
 * result is kept. */
struct cpu_list {
    const fdt32_t *words;
    size_t count;
    uint8_t usable;
    bool has_complained; /* a message was printed, once for all CPUs */
};

static void complain(struct cpu_list *list, int offset, const char *what)
{
    if (!list->has_complained)
        console_printf("muster: device tree: %s: cpu-idle-states %s\n",
                       fdt_lookup_node_name(offset), what);
    list->has_complained = true;
}

static uint8_t read_list(struct cpu_list *list, int offset, const struct nodes *nodes)
{
    const fdt32_t *words;
    size_t count;
    int error = fdt_read_cells(offset, PROP_CPU_IDLE_STATES, &words, &count);

    if (error == -EINVAL)
        complain(list, offset, "is not whole cells long");
    if (error)
        return 0;
    if (list->words && count == list->count &&
        memcmp(words, list->words, count * sizeof(*words)) == 0)
        return list->usable;
    list->words = words;
    list->count = count;
    list->usable = 0;
    for (size_t i = 0; i < count; i++) {
        const struct node *node = find_node(nodes, fdt32_to_cpu(words[i]));
        if (!node)
            complain(list, offset, "names what is no idle state");
        else if (node->is_usable)
            list->usable |= (uint8_t)(1u << (node - nodes->list));
    }
    return list->usable;
}

/* Returns true for a CPU's node. The test is that of fdt_scan(), which has counted the CPUs' nodes
 * in the same order. */
static bool is_cpu(int offset)
{
    const char *name = fdt_lookup_node_name(offset);
    return strcmp(name, "cpu") == 0 || strncmp(name, "cpu@", 4) == 0 ||
           fdt_string_index(offset, PROP_DEVICE_TYPE, "cpu") == 0;
}

/* Returns the logical CPU of the CPU node number @p entry, or -1 if that node has no logical CPU.
 * Moves @p next, which begins at 0, along scan->cpus[]; the nodes come in the order of the tree. */
static int cpu_of(const struct fdt_scan *scan, unsigned int entry, unsigned int *next)
{
    if (*next == scan->cpu_count || scan->cpus[*next].entry != entry)
        return -1;
    const struct fdt_cpu *cpu = &scan->cpus[(*next)++];
    return cpu->has_reg ? get_logical_index(cpu->reg) : -1;
}

static void read_cpus(const struct fdt_scan *scan, const struct nodes *nodes)
{
    struct cpu_list list = {0};
    unsigned int entry = 0, next = 0;
    int offset;

    fdt_for_each_subnode (offset, muster_fdt(), scan->cpus_offset) {
        if (!is_cpu(offset))
            continue;
        int cpu = cpu_of(scan, entry++, &next);
        if (cpu >= 0)
            per_cpu(idle_cpus, cpu).usable = read_list(&list, offset, nodes);
    }
}

void idle_states_init(const struct fdt_scan *scan)
{
    struct nodes nodes;
    unsigned int cpu;

    if (scan->idle_states_offset < 0 || !is_wanted)
        return;
    if (!psci_ops.cpu_suspend) {
        console_printf("muster: the device tree has idle states, but the firmware no CPU_SUSPEND: "
                       "CPUs sleep by WFI alone\n");
        return;
    }
    nodes.count = 0; /* the rest is written before it is read */
    read_nodes(&nodes, scan->idle_states_offset);
    for_each_possible_cpu (cpu) {
        struct idle_cpu *idle = per_cpu_ptr(&idle_cpus, cpu);
        memset(idle, 0, sizeof(*idle));
        idle_history_init(&idle->history);
    }
    read_cpus(scan, &nodes);
}

/* ---- sleeping ----------------------------------------------------------------------------- */

/* Returns the ticks from @p now to this CPU's next timer, or IDLE_NO_DEADLINE. */
static uint64_t timer_ticks(uint64_t now)
{
    uint64_t deadline = timer_next_deadline_ticks();

    if (deadline == UINT64_MAX)
        return IDLE_NO_DEADLINE;
    return deadline > now ? deadline - now : 0;
}

/* Sleeps in a state of the firmware's. Returns false if the firmware refused. A state that the
 * firmware does not know is not tried again. A state that the firmware denies (-EPERM), because
 * other CPUs do not agree (DEN0022 5.4), may be granted the next time. */
static bool enter(struct idle_cpu *idle, unsigned int state)
{
    int error = idle_suspend(states[state].power_state);

    if (!error) {
        idle->sleeps[state]++;
        return true;
    }
    idle->refused++;
    if (error != -EPERM)
        idle->usable &= (uint8_t) ~(1u << state);
    return false;
}

void idle_states_sleep(void)
{
    struct idle_cpu *idle = this_cpu_ptr(&idle_cpus);
    uint64_t began = arch_counter();
    int state = idle_choose(depths, idle->usable, &idle->history, timer_ticks(began));

    if (state == IDLE_WFI || !enter(idle, (unsigned int)state))
        arch_wait_for_interrupt();
    idle_history_add(&idle->history, arch_counter() - began);
}

void idle_states_report(unsigned int cpu, struct muster_idle_report *report)
{
    const struct idle_cpu *idle = per_cpu_ptr(&idle_cpus, cpu);

    memcpy(report->state_sleeps, idle->sleeps, sizeof(report->state_sleeps));
    report->refused = idle->refused;
}
