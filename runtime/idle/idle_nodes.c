/* SPDX-License-Identifier: MIT */
/* Reads the idle states of the device tree; see idle_nodes.h. */
#include "idle/idle_nodes.h"

#include <errno.h>
#include <libfdt.h>
#include <stddef.h>
#include <string.h>

#include <muster/console.h>
#include <muster/fdt.h>
#include <muster/psci.h>
#include <muster/smp.h>

#include "devicetree/fdt_lookup.h"
#include "devicetree/fdt_read.h"
#include "devicetree/fdt_scan.h"

/* What the walks over the CPUs' nodes share. Most CPUs have a list with the same words, so the
 * words and the result of the last list are kept. */
struct reader {
    struct idle_nodes *nodes;
    uint32_t max_latency_us;
    void (*take)(unsigned int cpu, uint32_t usable);
    const fdt32_t *words;
    size_t word_count;
    uint32_t usable;
    bool has_complained, is_full; /* a message was printed, once for all CPUs */
};

/* ---- a state ------------------------------------------------------------------------------ */

/* Reads a number that must be there. Returns false, after a message, if it is missing or
 * damaged. */
static bool has_u32(int offset, enum known_property which, uint32_t *number)
{
    char shown[PRINTABLE_BYTES];
    int error = fdt_read_u32(offset, which, number);

    if (error)
        console_printf("muster: device tree: idle state %s: %s %s: not used\n",
                       fdt_shown_name(offset, shown), fdt_properties[which].name,
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

static bool read_state(int offset, uint32_t max_latency_us, struct muster_idle_state *state)
{
    const char *name = fdt_lookup_node_name(offset);

    state->name = is_all_printable(name) ? name : "unprintable";
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

/* ---- the list of nodes -------------------------------------------------------------------- */

/* Returns the place of the node with @p phandle in the list, or the list's length. */
static unsigned int find(const struct idle_nodes *nodes, uint32_t phandle)
{
    unsigned int i = 0;

    while (i < nodes->count && nodes->list[i].phandle != phandle)
        i++;
    return i;
}

/* Adds a node to the list, which has room for it, in its place. */
static void insert(struct idle_nodes *nodes, const struct idle_node *node)
{
    unsigned int at = nodes->count++;

    for (; at > 0 && node->is_usable; at--) {
        const struct idle_node *before = &nodes->list[at - 1];
        if (before->is_usable && before->state.min_residency_us <= node->state.min_residency_us)
            break;
        nodes->list[at] = *before;
    }
    nodes->list[at] = *node;
    nodes->usable_count += node->is_usable;
}

static void complain(bool *has_complained, int cpu_node, const char *what)
{
    char shown[PRINTABLE_BYTES];

    if (!*has_complained)
        console_printf("muster: device tree: %s: cpu-idle-states %s\n",
                       fdt_shown_name(cpu_node, shown), what);
    *has_complained = true;
}

#define TEXT_OF(number) #number
#define DECIMAL(number) TEXT_OF(number)

/* Takes the node out of the list that is of the least use: one that no CPU can use, or else the
 * state of the shortest residency, which saves the least. */
static void drop_least(struct idle_nodes *nodes)
{
    if (nodes->usable_count == nodes->count) {
        memmove(&nodes->list[0], &nodes->list[1], (nodes->count - 1) * sizeof(nodes->list[0]));
        nodes->usable_count--;
    }
    nodes->count--;
}

/* Makes room in a list that is full. Returns false if @p node is of no more use than what the list
 * has. */
static bool make_room(struct reader *reader, int cpu_node, const struct idle_node *node)
{
    struct idle_nodes *nodes = reader->nodes;

    if (!node->is_usable)
        return false;
    if (nodes->usable_count == nodes->count) {
        complain(&reader->is_full, cpu_node,
                 "names more than " DECIMAL(
                     MUSTER_IDLE_STATES_MAX) " states, with those of CPUs before it: those of "
                                             "the shortest residency are not used");
        if (node->state.min_residency_us <= nodes->list[0].state.min_residency_us)
            return false;
    }
    drop_least(nodes);
    return true;
}

/* Adds the node that a CPU's node names. A node of no use is added, too, while there is room: it is
 * not searched for again. */
static void add(struct reader *reader, int cpu_node, uint32_t phandle)
{
    struct idle_node node = {.phandle = phandle};

    int offset = fdt_node_offset_by_phandle(muster_fdt(), phandle);
    if (offset < 0 || fdt_string_index(offset, PROP_COMPATIBLE, "arm,idle-state") < 0)
        complain(&reader->has_complained, cpu_node, "names what is no idle state");
    else
        node.is_usable = read_state(offset, reader->max_latency_us, &node.state);
    if (reader->nodes->count < MUSTER_IDLE_STATES_MAX || make_room(reader, cpu_node, &node))
        insert(reader->nodes, &node);
}

/* ---- the CPUs ----------------------------------------------------------------------------- */

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

/* Calls @p visit for the node of each CPU that has a number. */
static void for_each_node(const struct fdt_scan *scan, struct reader *reader,
                          void (*visit)(struct reader *reader, unsigned int cpu, int cpu_node))
{
    unsigned int entry = 0, next = 0;
    int offset;

    fdt_for_each_subnode (offset, muster_fdt(), scan->cpus_offset) {
        if (!is_cpu(offset))
            continue;
        int cpu = cpu_of(scan, entry++, &next);
        if (cpu >= 0)
            visit(reader, (unsigned int)cpu, offset);
    }
}

/* Reads a CPU's list of phandles into reader->words. Returns true if it has the same words as the
 * list before it. */
static bool is_same_list(struct reader *reader, int cpu_node)
{
    const fdt32_t *words = NULL;
    size_t count = 0;

    if (fdt_read_cells(cpu_node, PROP_CPU_IDLE_STATES, &words, &count) == -EINVAL)
        complain(&reader->has_complained, cpu_node, "is not whole cells long");
    bool is_same = reader->words && words && count == reader->word_count &&
                   memcmp(words, reader->words, count * sizeof(*words)) == 0;
    reader->words = words;
    reader->word_count = count;
    return is_same;
}

static void add_list(struct reader *reader, unsigned int cpu, int cpu_node)
{
    (void)cpu;
    if (is_same_list(reader, cpu_node))
        return;
    for (size_t i = 0; i < reader->word_count; i++) {
        uint32_t phandle = fdt32_to_cpu(reader->words[i]);
        if (find(reader->nodes, phandle) == reader->nodes->count)
            add(reader, cpu_node, phandle);
    }
}

static void take_list(struct reader *reader, unsigned int cpu, int cpu_node)
{
    if (!is_same_list(reader, cpu_node)) {
        reader->usable = 0;
        for (size_t i = 0; i < reader->word_count; i++) {
            unsigned int node = find(reader->nodes, fdt32_to_cpu(reader->words[i]));
            if (node < reader->nodes->usable_count)
                reader->usable |= UINT32_C(1) << node;
        }
    }
    reader->take(cpu, reader->usable);
}

void idle_nodes_read(const struct fdt_scan *scan, uint32_t max_latency_us, struct idle_nodes *nodes)
{
    struct reader reader = {.nodes = nodes, .max_latency_us = max_latency_us};

    nodes->count = nodes->usable_count = 0; /* the rest is written before it is read */
    for_each_node(scan, &reader, add_list);
}

void idle_nodes_of_cpus(const struct fdt_scan *scan, struct idle_nodes *nodes,
                        void (*take)(unsigned int cpu, uint32_t usable))
{
    /* what is wrong with the lists, idle_nodes_read() has said */
    struct reader reader = {.nodes = nodes, .take = take, .has_complained = true};

    for_each_node(scan, &reader, take_list);
}
