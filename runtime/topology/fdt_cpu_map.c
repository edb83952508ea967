/* SPDX-License-Identifier: MIT */
#include <libfdt.h>
#include <string.h>

#include <muster/console.h>
#include <muster/fdt.h>
#include <muster/percpu.h>
#include <muster/smp.h>

#include "cpu/percpu_areas.h"
#include "devicetree/fdt_lookup.h"
#include "devicetree/fdt_read.h"
#include "devicetree/fdt_scan.h"
#include "topology/topology.h"

/*
 * Reads the node /cpus/cpu-map of the device tree: which CPUs share a core, a cluster and a socket.
 *
 * The map (devicetree bindings, cpu/cpu-topology.txt) is a tree of nodes. A socket holds clusters.
 * A cluster holds clusters or cores. A core holds threads, or is a single CPU. The innermost node,
 * a thread or a core without threads, refers to its CPU by phandle. Cores may also stand directly
 * below a socket or below the map; such a group of cores counts as one cluster.
 */

/* The deepest nesting that is accepted. No machine goes deeper than socket, three clusters, core,
 * thread. */
#define MAX_LEVELS 6

enum kind { KIND_MAP, KIND_SOCKET, KIND_CLUSTER, KIND_CORE, KIND_THREAD, KIND_UNKNOWN };

/* What is known of one CPU while the map is read. Only the CPU that reads the map writes or reads
 * these fields. */
struct named {
    /* 0 when the CPU's node has no phandle */
    uint32_t phandle;
    /* true once a node of the map has named the CPU */
    bool is_placed;
};
static DEFINE_PER_CPU_UNCOPIED(struct named, named_cpus);

struct reader {
    struct place *(*place_of)(unsigned int cpu);
    struct place now; /* the place of the CPU that was placed last */
    /* How many packages, clusters and cores hold a CPU that has a logical number, so far. */
    unsigned int packages, clusters, cores;
    unsigned int threads; /* CPUs found so far in the core that is being read */
    /* Set when the walk has entered a package, cluster or core that holds no numbered CPU yet. The
     * first numbered CPU in it gives it its own number. */
    bool is_new_package, is_new_cluster, is_new_core;
    /* the CPU named last; a search starts behind it, for the next is mostly near */
    unsigned int last_found;
    uint32_t others[NR_CPUS]; /* phandles of CPU nodes without a logical number */
    unsigned int other_count;
};

/* Prints what is wrong with the map and at which node. Always returns false. */
static bool fail(int node, const char *what)
{
    char shown[PRINTABLE_BYTES];

    console_printf("muster: device tree: cpu-map: %s %s: the topology is taken from MPIDR\n",
                   fdt_shown_name(node, shown), what);
    return false;
}

/* ---- CPUs by phandle ------------------------------------------------------------------------- */

static uint32_t read_u32(int node, enum known_property which, uint32_t fallback)
{
    uint32_t number;

    return fdt_read_u32(node, which, &number) == 0 ? number : fallback;
}

/* Returns the logical number of the CPU at @p node, or a negative number when it has none. */
static int cpu_of(int node, uint32_t cells)
{
    const fdt32_t *reg;
    size_t count;

    if (fdt_read_cells(node, PROP_REG, &reg, &count) != 0 || cells < 1 || cells > 2 ||
        count < cells)
        return -1;
    return get_logical_index(fdt_number_of_cells(reg, cells));
}

static void read_phandles(struct reader *reader, int cpus_node)
{
    const int root = 0;
    uint32_t cells = read_u32(cpus_node, PROP_ADDRESS_CELLS,
                              read_u32(root, PROP_ADDRESS_CELLS, FDT_DEFAULT_ADDRESS_CELLS));
    unsigned int cpu;
    int node;

    for_each_possible_cpu (cpu)
        per_cpu(named_cpus, cpu) = (struct named){0};
    fdt_for_each_subnode (node, muster_fdt(), cpus_node) {
        uint32_t phandle = fdt_read_phandle(node);
        int found = cpu_of(node, cells);
        if (!phandle)
            continue;
        if (found >= 0 && !per_cpu(named_cpus, found).phandle)
            per_cpu(named_cpus, found).phandle = phandle;
        else if (reader->other_count < NR_CPUS)
            reader->others[reader->other_count++] = phandle;
    }
}

/* Returns the CPU with @p phandle, or NR_CPUS when no CPU has it. The search starts behind the CPU
 * that was found last. */
static unsigned int find_cpu(struct reader *reader, uint32_t phandle)
{
    for (unsigned int i = 1; i <= nr_cpu_ids; i++) {
        unsigned int cpu = (reader->last_found + i) % nr_cpu_ids;
        if (per_cpu(named_cpus, cpu).phandle == phandle)
            return reader->last_found = cpu;
    }
    return NR_CPUS;
}

static bool is_without_number(const struct reader *reader, uint32_t phandle)
{
    for (unsigned int i = 0; i < reader->other_count; i++)
        if (reader->others[i] == phandle)
            return true;
    return false;
}

/* ---- nodes ----------------------------------------------------------------------------------- */

/* Returns true if @p name is @p kind followed by digits only: "core12" is a core. */
static bool is_named(const char *name, const char *kind)
{
    size_t length = strlen(kind);

    return strncmp(name, kind, length) == 0 && name[length] != '\0' &&
           name[length + strspn(name + length, "0123456789")] == '\0';
}

static enum kind kind_of(int node)
{
    const char *name = fdt_lookup_node_name(node);

    return is_named(name, "socket")    ? KIND_SOCKET
           : is_named(name, "cluster") ? KIND_CLUSTER
           : is_named(name, "core")    ? KIND_CORE
           : is_named(name, "thread")  ? KIND_THREAD
                                       : KIND_UNKNOWN;
}

static bool may_hold(enum kind outer, enum kind inner)
{
    switch (outer) {
    case KIND_MAP:
        return inner == KIND_SOCKET || inner == KIND_CLUSTER || inner == KIND_CORE;
    case KIND_SOCKET:
    case KIND_CLUSTER:
        return inner == KIND_CLUSTER || inner == KIND_CORE;
    case KIND_CORE:
        return inner == KIND_THREAD;
    default:
        return false;
    }
}

/*
 * Returns the place of the next CPU that has a logical number.
 *
 * A package, cluster or core gets its own number only here, with its first such CPU. So nodes of
 * CPUs that are disabled, or beyond nr_cpus=, leave no gaps in the numbers.
 */
static struct place place_next(struct reader *reader)
{
    struct place *now = &reader->now;

    if (reader->is_new_package)
        now->package = (uint16_t)reader->packages++;
    if (reader->is_new_cluster)
        now->cluster = (uint16_t)reader->clusters++;
    if (reader->is_new_core)
        now->core = (uint16_t)reader->cores++;
    reader->is_new_package = reader->is_new_cluster = reader->is_new_core = false;
    now->thread = (uint16_t)reader->threads++;
    return *now;
}

/* Reads @p node, a core or thread that refers to a CPU by its property `cpu`. */
static bool read_cpu(struct reader *reader, int node)
{
    uint32_t phandle = read_u32(node, PROP_CPU, 0);
    unsigned int cpu = phandle ? find_cpu(reader, phandle) : NR_CPUS;

    if (cpu == NR_CPUS)
        return (phandle && is_without_number(reader, phandle)) ||
               fail(node, "names no CPU of the tree");
    if (per_cpu(named_cpus, cpu).is_placed)
        return fail(node, "names a CPU that another one has named");
    per_cpu(named_cpus, cpu).is_placed = true;
    *reader->place_of(cpu) = place_next(reader);
    return true;
}

static bool read_node(struct reader *reader, int node, enum kind kind, unsigned int level);

/* Notes that a child of @p kind begins a package, a cluster or a core. @p before is the kind of its
 * elder sibling. */
static void begin_child(struct reader *reader, enum kind kind, enum kind before)
{
    if (kind == KIND_SOCKET)
        reader->is_new_package = true;
    if (kind == KIND_CORE && before != KIND_CORE) /* the first core below its parent */
        reader->is_new_cluster = true;
    if (kind == KIND_CORE) {
        reader->is_new_core = true;
        reader->threads = 0;
    }
}

static bool read_children(struct reader *reader, int parent, enum kind kind, unsigned int level)
{
    enum kind before = KIND_UNKNOWN;
    int node;

    fdt_for_each_subnode (node, muster_fdt(), parent) {
        enum kind child = kind_of(node);
        if (!may_hold(kind, child))
            return fail(node, "stands where it does not belong");
        if (before != KIND_UNKNOWN && child != before)
            return fail(node, "stands beside another kind of node");
        begin_child(reader, child, before);
        before = child;
        if (!read_node(reader, node, child, level + 1))
            return false;
    }
    return before != KIND_UNKNOWN || fail(parent, "is empty");
}

static bool read_node(struct reader *reader, int node, enum kind kind, unsigned int level)
{
    bool names_cpu = fdt_has(node, PROP_CPU);

    if (level > MAX_LEVELS)
        return fail(node, "is nested too deeply");
    if (kind == KIND_THREAD || (kind == KIND_CORE && names_cpu)) {
        if (fdt_first_subnode(muster_fdt(), node) >= 0)
            return fail(node, "names a CPU and has nodes below it");
        return read_cpu(reader, node);
    }
    return read_children(reader, node, kind, level);
}

/* Returns true if the map has placed every possible CPU; otherwise prints the first that is
 * missing. */
static bool is_complete(int map)
{
    unsigned int cpu;

    for_each_possible_cpu (cpu) {
        if (per_cpu(named_cpus, cpu).is_placed)
            continue;
        console_printf("muster: device tree: cpu-map: CPU %u (MPIDR 0x%lx) is not in it\n", cpu,
                       (unsigned long)cpu_logical_map(cpu));
        return fail(map, "is not complete");
    }
    return true;
}

bool fdt_cpu_map_read(struct place *(*place_of)(unsigned int cpu))
{
    /* static, since it is too large for the stack; the caller lets in one CPU at a time */
    static struct reader reader;
    int cpus_node = fdt_path_offset(muster_fdt(), "/cpus");
    int map = cpus_node >= 0 ? fdt_subnode_offset(muster_fdt(), cpus_node, "cpu-map") : -1;

    if (map < 0)
        return false;
    memset(&reader, 0, sizeof(reader));
    reader.place_of = place_of;
    reader.last_found = nr_cpu_ids - 1;
    read_phandles(&reader, cpus_node);
    return read_node(&reader, map, KIND_MAP, 0) && is_complete(map);
}
