/* SPDX-License-Identifier: MIT */
/* Reads what only some enable-methods need of a CPU's node. */
#include "devicetree/fdt_cpu.h"

#include <errno.h>
#include <libfdt.h>

#include <muster/fdt.h>

#include "devicetree/fdt_read.h"

/* Stores a value of one or two cells. Returns as fdt_cpu_release_addr() does. */
static int read_address(int node, enum known_property which, uint64_t *address)
{
    const fdt32_t *cells;
    size_t count;
    int error = fdt_read_cells(node, which, &cells, &count);

    if (error)
        return error;
    if (count < 1 || count > 2)
        return -EINVAL;
    *address = fdt_number_of_cells(cells, count);
    return 0;
}

int fdt_cpu_release_addr(uint64_t hwid, uint64_t *pa)
{
    const void *fdt = muster_fdt();
    uint64_t reg;
    int node;

    fdt_for_each_subnode (node, fdt, fdt_path_offset(fdt, "/cpus"))
        if (read_address(node, PROP_REG, &reg) == 0 && reg == hwid)
            return read_address(node, PROP_CPU_RELEASE_ADDR, pa);
    return -ENOENT;
}
