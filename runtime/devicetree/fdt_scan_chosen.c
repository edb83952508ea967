/* SPDX-License-Identifier: MIT */
/* Gathers from /chosen of the device tree what the loader says; see fdt_scan.h. */
#include "devicetree/fdt_scanner.h"

/* Reads an address of one or two cells. The bindings of /chosen leave it to the loader which; it
 * does not depend on #address-cells. Returns false if the node does not have the property, or notes
 * that it is left out. */
static bool read_address(struct scanner *s, enum known_property which, uint64_t *address)
{
    const struct fdt_property *property = fdt_walk_property(&s->walk, which);

    if (!property)
        return false;
    if (fdt_value_bytes(property) != 4 && fdt_value_bytes(property) != 8) {
        scan_note(s, which, "is not one or two cells long: ignored");
        return false;
    }
    *address = fdt_load_cells(property->data, fdt_value_bytes(property) / 4);
    return true;
}

/* Reserves the initrd. linux,initrd-start is its first byte, linux,initrd-end the one behind it. */
static void read_initrd(struct scanner *s)
{
    uint64_t start_pa, end_pa;

    if (!read_address(s, PROP_LINUX_INITRD_START, &start_pa) ||
        !read_address(s, PROP_LINUX_INITRD_END, &end_pa))
        return;
    if (end_pa < start_pa)
        scan_note(s, PROP_LINUX_INITRD_END, "is before linux,initrd-start: ignored");
    else if (end_pa > start_pa) {
        s->scan->initrd_start_pa = start_pa;
        s->scan->initrd_bytes = end_pa - start_pa;
        scan_add_reserved(s->scan, start_pa, end_pa - start_pa, false);
    }
}

int scan_chosen(struct scanner *s)
{
    const struct fdt_property *seed = fdt_walk_property(&s->walk, PROP_RNG_SEED);

    /* linux,stdout-path, the older name, counts only without stdout-path, which overwrites it */
    scan_string(s, PROP_LINUX_STDOUT_PATH, &s->scan->stdout_path);
    scan_string(s, PROP_STDOUT_PATH, &s->scan->stdout_path);
    scan_string(s, PROP_BOOTARGS, &s->scan->bootargs);
    if (seed) {
        s->scan->rng_seed = (const uint8_t *)seed->data;
        s->scan->rng_seed_bytes = fdt_value_bytes(seed);
    }
    read_initrd(s);
    return scan_usable_range(s);
}
