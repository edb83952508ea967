/* SPDX-License-Identifier: MIT */
/* Gathers what boot needs from the device tree; see fdt_scan.h. */
#include "devicetree/fdt_scan.h"

#include <libfdt.h>
#include <stddef.h>
#include <string.h>

#include "devicetree/fdt_scanner.h"

/* Reads #address-cells and #size-cells, which are @p above in a node that does not have them. */
static int read_cells(struct scanner *s, struct cells above, struct cells *cells)
{
    int error;

    *cells = above;
    error = fdt_walk_u32(&s->walk, PROP_ADDRESS_CELLS, &cells->address);
    return error ? error : fdt_walk_u32(&s->walk, PROP_SIZE_CELLS, &cells->size);
}

/* ---- PSCI and devices ----------------------------------------------------------- */

static void read_psci(struct scanner *s, bool has_standard_ids)
{
    struct fdt_psci *psci = &s->scan->psci;

    psci->present = true;
    psci->has_standard_ids = has_standard_ids;
    if (property_is(s, PROP_METHOD, "hvc"))
        psci->method = FDT_PSCI_METHOD_HVC;
    else if (property_is(s, PROP_METHOD, "smc"))
        psci->method = FDT_PSCI_METHOD_SMC;

    scan_u32(s, PROP_CPU_SUSPEND, &psci->cpu_suspend);
    scan_u32(s, PROP_CPU_OFF, &psci->cpu_off);
    scan_u32(s, PROP_CPU_ON, &psci->cpu_on);
    scan_u32(s, PROP_MIGRATE, &psci->migrate);
}

static bool is_serial(const struct scanner *s, unsigned int match)
{
    return s->wanted.drivers[match].kind == DRIVER_SERIAL;
}

/* Makes room for a device in the full array by leaving out a serial port. Returns the place at the
 * end, or NULL when the new device is what is left out. */
static struct fdt_device *replace_device(struct scanner *s, unsigned int match)
{
    struct fdt_device *devices = s->scan->devices;
    unsigned int i = is_serial(s, match) ? 0 : FDT_SCAN_MAX_DEVICES;

    while (i > 0 && !is_serial(s, devices[i - 1].match))
        i--;
    if (s->scan->devices_lost++ == 0)
        s->scan->first_lost_offset =
            i > 0 ? devices[i - 1].node_offset : s->walk.path[s->walk.depth - 1];
    for (; i > 0 && i < FDT_SCAN_MAX_DEVICES; i++)
        devices[i - 1] = devices[i];
    return i > 0 ? &devices[i - 1] : NULL;
}

static void add_device(struct scanner *s, unsigned int match)
{
    struct fdt_scan *scan = s->scan;
    struct fdt_device *device = scan->device_count < FDT_SCAN_MAX_DEVICES
                                    ? &scan->devices[scan->device_count++]
                                    : replace_device(s, match);

    if (!device)
        return;
    device->match = match;
    device->depth = s->walk.depth;
    for (unsigned int i = 0; i < device->depth; i++)
        device->path[i] = s->walk.path[i];
    device->node_offset = device->path[device->depth - 1];
}

static void read_compatible(struct scanner *s)
{
    const struct fdt_property *list = fdt_walk_property(&s->walk, PROP_COMPATIBLE);
    struct fdt_compatible found = {0};

    if (!list || !fdt_compatible(&s->wanted, list->data, fdt_value_bytes(list), &found))
        return;
    if (found.device)
        add_device(s, found.device_match);
    if (found.psci && !s->scan->psci.present)
        read_psci(s, found.psci_standard_ids);
}

/* Returns the phandle of the current node, or 0, which is none. linux,phandle is the older name. */
static uint32_t phandle_of(struct scanner *s)
{
    uint32_t phandle = 0;

    if (fdt_walk_u32(&s->walk, PROP_LINUX_PHANDLE, &phandle) != 0 ||
        fdt_walk_u32(&s->walk, PROP_PHANDLE, &phandle) != 0)
        return 0;
    return phandle;
}

static void add_controller(struct scanner *s)
{
    struct fdt_scan *scan = s->scan;
    struct fdt_controller controller = {phandle_of(s), s->walk.path[s->walk.depth - 1]};

    if (controller.phandle == 0)
        return;
    if (scan->controller_count == FDT_SCAN_MAX_CONTROLLERS)
        scan->controllers_lost++;
    else
        scan->controllers[scan->controller_count++] = controller;
}

/* ---- nodes ------------------------------------------------------------------------------- */

static void note_status(struct scanner *s)
{
    if (s->walk.depth <= s->disabled_depth)
        s->disabled_depth = 0;
    if (s->disabled_depth == 0 && !status_okay(s))
        s->disabled_depth = s->walk.depth;
}

/* Notes which section a child of the root opens, and reads the child when it is of interest
 * itself. */
static int enter_section(struct scanner *s)
{
    int error;

    s->section = SECTION_OTHER;
    if (fdt_text_is(s->walk.name, "cpus")) {
        s->section = SECTION_CPUS;
        s->scan->cpus_offset = s->walk.path[1];
        s->cpus_enable_method = NULL;
        scan_string(s, PROP_ENABLE_METHOD, &s->cpus_enable_method);
        error = read_cells(s, s->root_cells, &s->section_cells);
        if (s->section_cells.address < 1 || s->section_cells.address > 2)
            scan_note(s, PROP_ADDRESS_CELLS, "is neither 1 nor 2: no CPU has a reg");
        return error;
    }
    if (fdt_text_is(s->walk.name, "reserved-memory")) {
        s->section = SECTION_RESERVED;
        return read_cells(s, s->root_cells, &s->section_cells);
    }
    if (fdt_text_is(s->walk.name, "chosen"))
        return scan_chosen(s);
    if (fdt_text_is(s->walk.name, "aliases"))
        s->scan->aliases_offset = s->walk.path[1];
    else if (s->disabled_depth == 0 && property_is(s, PROP_DEVICE_TYPE, "memory"))
        return scan_memory(s);
    return 0;
}

static __attribute__((noinline)) int read_root(struct scanner *s)
{
    const struct fdt_property *compatible = fdt_walk_property(&s->walk, PROP_COMPATIBLE);

    if (compatible) {
        s->scan->compatible = compatible->data;
        s->scan->compatible_bytes = fdt_value_bytes(compatible);
    }
    return read_cells(s, (struct cells){FDT_DEFAULT_ADDRESS_CELLS, FDT_DEFAULT_SIZE_CELLS},
                      &s->root_cells);
}

static int visit_node(struct scanner *s)
{
    unsigned int depth = s->walk.depth;
    int error = 0;

    /* On a large machine most nodes of the tree are below /cpus. */
    if (s->section == SECTION_CPUS && depth > 2) {
        if (depth == 3)
            scan_child_of_cpus(s);
        return 0;
    }

    if (fdt_walk_property(&s->walk, PROP_INTERRUPT_CELLS))
        add_controller(s);
    note_status(s);
    if (depth == 1)
        error = read_root(s);
    else if (depth == 2)
        error = enter_section(s);
    if (error || s->disabled_depth != 0)
        return error;
    if (s->section == SECTION_RESERVED && depth == 3)
        error = scan_reserved(s);
    read_compatible(s);
    return error;
}

int fdt_scan(const void *fdt, const struct driver *drivers, unsigned int driver_count,
             uint64_t boot_hwid, struct fdt_scan *scan, struct fdt_scan_error *error)
{
    struct scanner s;
    int found;

    memset(scan, 0, offsetof(struct fdt_scan, memory));
    s.scan = scan;
    s.boot_hwid = boot_hwid;
    s.cpus_room = NR_CPUS;
    s.section = SECTION_OTHER;
    s.disabled_depth = 0;
    scan->aliases_offset = scan->cpus_offset = -1;
    fdt_wanted_init(&s.wanted, drivers, driver_count);
    found = fdt_walk_start(&s.walk, fdt, error);
    if (!found)
        found = scan_reserve_block(&s, fdt);
    while (!found && (found = fdt_walk_next(&s.walk)) > 0)
        found = visit_node(&s);
    scan_limit_memory(scan);
    return found;
}
