/* SPDX-License-Identifier: MIT */
/* Reads the interrupts of a device-tree node; see fdt_irq.h. */
#include "devicetree/fdt_irq.h"

#include <errno.h>
#include <libfdt.h>
#include <stddef.h>

#include <muster/fdt.h>
#include <muster/irq.h>

#include "devicetree/fdt_read.h"
#include "devicetree/fdt_scan.h"
#include "ipi/irqchip.h"

/* What the scan of the tree has found, and the node of the controller that the machine's driver
 * drives, or -1. Written by the boot CPU while it is alone. */
static const struct fdt_scan *machine;
static int controller_node = -1;
static bool has_private_numbers; /* of that controller; see fdt_irq_set_controller() */

void fdt_irq_init(const struct fdt_scan *scan)
{
    machine = scan;
}

void fdt_irq_set_controller(int node_offset, bool numbers_are_private)
{
    controller_node = node_offset;
    has_private_numbers = numbers_are_private;
}

/* The cells of a GIC's interrupt: type, number, flags, and in some trees a fourth that names a set
 * of CPUs, or is 0. */
enum { CELL_TYPE, CELL_NUMBER, CELL_FLAGS, CELL_CPUS };
#define GIC_MIN_CELLS 3
#define GIC_MAX_CELLS 4
enum { TYPE_SHARED, TYPE_PRIVATE, TYPE_EXTENDED_SHARED, TYPE_EXTENDED_PRIVATE };
#define FLAGS_EDGES 0x3 /* rising or falling */
#define MAX_CELLS 16    /* the most cells that an interrupt of any controller has; more is damage */

static uint32_t cell(const fdt32_t *cells, size_t index)
{
    return fdt32_to_cpu(cells[index]);
}

/* Stores in @p count how many cells each interrupt of @p controller has. */
static int interrupt_cells(int controller, uint32_t *count)
{
    int error = fdt_read_u32(controller, PROP_INTERRUPT_CELLS, count);
    if (error)
        return -EINVAL; /* an interrupt controller must have this property */
    return *count >= 1 && *count <= MAX_CELLS ? 0 : -EINVAL;
}

/* Finds the controller with @p phandle. The search of the whole tree, which would make a list of
 * interrupts cost its length times the tree, is for trees with more controllers than the scan could
 * keep. */
static int node_of_phandle(uint32_t phandle, int *node)
{
    for (unsigned int i = 0; i < machine->controller_count; i++)
        if (machine->controllers[i].phandle == phandle) {
            *node = machine->controllers[i].node_offset;
            return 0;
        }
    *node = machine->controllers_lost ? fdt_node_offset_by_phandle(muster_fdt(), phandle) : -1;
    return *node < 0 ? -EINVAL : 0;
}

/* Reads the @p count cells of one interrupt of the machine's GIC. */
static int read_gic(const fdt32_t *cells, size_t count, struct fdt_irq *irq)
{
    if (count < GIC_MIN_CELLS || count > GIC_MAX_CELLS)
        return -EOPNOTSUPP;
    if (count == GIC_MAX_CELLS && cell(cells, CELL_CPUS) != 0)
        return -EOPNOTSUPP; /* such an interrupt belongs to different devices on different CPUs */

    uint32_t type = cell(cells, CELL_TYPE), number = cell(cells, CELL_NUMBER);
    if (type == TYPE_EXTENDED_SHARED || type == TYPE_EXTENDED_PRIVATE)
        return -EOPNOTSUPP;
    uint32_t first = type == TYPE_PRIVATE ? IRQ_FIRST_PRIVATE : IRQ_FIRST_SHARED;
    uint32_t limit = type == TYPE_PRIVATE ? IRQ_FIRST_SHARED : IRQ_LIMIT;
    if (type > TYPE_PRIVATE || number >= limit - first)
        return -EINVAL;
    irq->intid = first + number;
    irq->is_edge = cell(cells, CELL_FLAGS) & FLAGS_EDGES;
    return 0;
}

/* Reads one interrupt of a controller that numbers its private interrupts; each is a level. */
static int read_private(const fdt32_t *cells, struct fdt_irq *irq)
{
    uint32_t number = cell(cells, 0);

    if (number >= IRQ_FIRST_SHARED - IRQ_FIRST_PRIVATE)
        return -EINVAL;
    *irq = (struct fdt_irq){.intid = IRQ_FIRST_PRIVATE + number, .is_edge = false};
    return 0;
}

static int read_entry(int controller, const fdt32_t *cells, size_t count, struct fdt_irq *irq)
{
    if (controller != controller_node)
        return -EOPNOTSUPP;
    return has_private_numbers ? read_private(cells, irq) : read_gic(cells, count, irq);
}

/* Reads entry @p index of `interrupts-extended`. Each entry is the controller's phandle and then as
 * many cells as that controller's `#interrupt-cells` says. */
static int read_extended(const fdt32_t *cells, size_t count, unsigned int index,
                         struct fdt_irq *irq)
{
    while (count > 0) {
        int controller;
        uint32_t entry_cells;
        int error = node_of_phandle(cell(cells, 0), &controller);
        if (!error)
            error = interrupt_cells(controller, &entry_cells);
        if (error || entry_cells > count - 1)
            return -EINVAL;
        if (index-- == 0)
            return read_entry(controller, cells + 1, entry_cells, irq);
        cells += 1 + entry_cells;
        count -= 1 + entry_cells;
    }
    return -ENOENT;
}

/* Reads entry @p index of `interrupts`, of which all entries belong to one controller. */
static int read_plain(int controller, const fdt32_t *cells, size_t count, unsigned int index,
                      struct fdt_irq *irq)
{
    uint32_t entry_cells;

    if (interrupt_cells(controller, &entry_cells) != 0 || count % entry_cells != 0)
        return -EINVAL;
    if (index >= count / entry_cells)
        return -ENOENT;
    return read_entry(controller, cells + index * entry_cells, entry_cells, irq);
}

/* Walks from a node up to the root. It starts at the node itself; next_ancestor() goes one level
 * up, and node is negative once the walk is behind the root. */
struct ancestors {
    int node; /* the current one */
    /* the device the walk started from, or NULL: libfdt searches each parent */
    const struct fdt_device *device;
    /* the current node's index in device->path; unused without a device */
    unsigned int level;
};

static int next_ancestor(struct ancestors *of)
{
    if (!of->device)
        of->node = fdt_parent_offset(muster_fdt(), of->node);
    else
        of->node = of->level > 0 ? of->device->path[--of->level] : -1;
    return of->node;
}

static struct ancestors ancestors_of(const struct fdt_device *device)
{
    return (struct ancestors){
        .node = device->node_offset, .device = device, .level = device->depth - 1};
}

/* Stores the nearest `interrupt-parent` property. Returns -ENOENT when the walk first meets an
 * ancestor that is a controller itself, where it stays, or ends behind the root. */
static int nearest_parent(struct ancestors *of, uint32_t *phandle)
{
    do {
        int error = fdt_read_u32(of->node, PROP_INTERRUPT_PARENT, phandle);
        if (error != -ENOENT)
            return error;
    } while (next_ancestor(of) >= 0 && !fdt_has(of->node, PROP_INTERRUPT_CELLS));
    return -ENOENT;
}

/* Finds the controller that takes a node's interrupts: the nearest `interrupt-parent` property
 * names it, or it is the nearest ancestor that is a controller itself. */
static int find_parent(struct ancestors of, int *parent)
{
    uint32_t phandle;
    int error = nearest_parent(&of, &phandle);

    if (!error)
        return node_of_phandle(phandle, parent);
    *parent = of.node;
    return error == -ENOENT && of.node >= 0 ? 0 : -EINVAL;
}

static int read_irq(struct ancestors of, unsigned int index, struct fdt_irq *irq)
{
    const fdt32_t *cells;
    size_t count;
    int parent, error = fdt_read_cells(of.node, PROP_INTERRUPTS_EXTENDED, &cells, &count);

    if (!error) /* `interrupts-extended` has precedence over `interrupts` (2.4.1.2) */
        return read_extended(cells, count, index, irq);
    if (error == -ENOENT)
        error = fdt_read_cells(of.node, PROP_INTERRUPTS, &cells, &count);
    if (!error)
        error = find_parent(of, &parent);
    return error ? error : read_plain(parent, cells, count, index, irq);
}

/* Stores the phandle of the node that takes a node's interrupts, by the first entry of
 * `interrupts-extended` or by the nearest `interrupt-parent`. Returns -ENOENT when there is none:
 * then the walk has ended at an ancestor that is a controller itself, or behind the root. */
static int parent_phandle(struct ancestors *of, uint32_t *phandle)
{
    const fdt32_t *cells;
    size_t count;

    if (fdt_read_cells(of->node, PROP_INTERRUPTS_EXTENDED, &cells, &count) == 0 && count > 0) {
        *phandle = cell(cells, 0);
        return 0;
    }
    return nearest_parent(of, phandle);
}

bool fdt_irq_is_root(const struct fdt_device *controller)
{
    struct ancestors of = ancestors_of(controller);
    uint32_t parent;
    int error = parent_phandle(&of, &parent);

    if (error)
        return error == -ENOENT && of.node < 0;
    return parent == fdt_read_phandle(controller->node_offset);
}

int fdt_irq(int node, unsigned int index, struct fdt_irq *irq)
{
    int name_bytes;

    if (!fdt_get_name(muster_fdt(), node, &name_bytes))
        return -EINVAL; /* there is no node at this offset */
    return read_irq((struct ancestors){.node = node}, index, irq);
}

int fdt_irq_of_device(const struct fdt_device *device, unsigned int index, struct fdt_irq *irq)
{
    return read_irq(ancestors_of(device), index, irq);
}

int muster_irq_from_fdt(int node_offset, unsigned int index, enum muster_irq_trigger *trigger)
{
    struct fdt_irq irq;
    int error = fdt_irq(node_offset, index, &irq);

    if (error)
        return error;
    if (trigger)
        *trigger = irq.is_edge ? MUSTER_IRQ_EDGE : MUSTER_IRQ_LEVEL;
    return (int)irq.intid;
}
