/* SPDX-License-Identifier: MIT */
#include "fdt_as_runtime.h"

#include <errno.h>
#include <libfdt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "devicetree/fdt_scan.h"
#include "scan_for.h"

static const char *const compatibles[] = {"arm,pl011", "arm,gic-v3", "arm,armv8-timer",
                                          "arm,cortex-a15-gic", NULL};

static void require(bool holds, const char *what)
{
    if (holds)
        return;
    fprintf(stderr, "after fdt_scan(): %s\n", what);
    abort();
}

static void use_string(const char *string)
{
    /* the sanitizer watches: strlen() leaves the buffer where the string does not end in it */
    require(!string || strlen(string) < 1 << 20, "a string is too long");
}

static void use(const void *fdt, const struct fdt_scan *scan)
{
    require(scan->memory_count <= FDT_SCAN_MAX_MEMORY, "memory_count");
    require(scan->reserved_count <= FDT_SCAN_MAX_RESERVED, "reserved_count");
    require(scan->device_count <= FDT_SCAN_MAX_DEVICES, "device_count");
    use_string(scan->stdout_path);
    use_string(scan->bootargs);
    require(scan->cpu_count <= NR_CPUS, "cpu_count");
    require(scan->cpu_count + scan->cpus_lost + scan->cpus_dropped == scan->cpu_entries,
            "cpu_entries");
    for (unsigned int i = 0; i < scan->cpu_count; i++)
        use_string(scan->cpus[i].enable_method);
    for (size_t i = 0; i < scan->rng_seed_bytes; i++)
        require(scan->rng_seed[i] <= 0xff, "rng-seed");
    if (scan->cpus_offset != -1)
        require(!strcmp(fdt_get_name(fdt, scan->cpus_offset, NULL), "cpus"), "cpus");
    if (scan->aliases_offset != -1)
        require(!strcmp(fdt_get_name(fdt, scan->aliases_offset, NULL), "aliases"), "aliases");
    for (unsigned int i = 0; i < scan->device_count; i++) {
        const struct fdt_device *device = &scan->devices[i];

        require(device->depth >= 1 && device->depth <= FDT_SCAN_MAX_DEPTH, "depth");
        require(device->path[device->depth - 1] == device->node_offset, "node_offset");
        for (unsigned int j = 0; j < device->depth; j++)
            require(fdt_get_name(fdt, device->path[j], NULL), "a path's offset is no node");
        require(fdt_node_check_compatible(fdt, device->node_offset, compatibles[device->match]) ==
                    0,
                "match");
    }
}

int fdt_as_runtime(const void *fdt, size_t bytes)
{
    static struct fdt_scan scan;
    struct fdt_scan_error error = {0};
    int result;

    if (bytes < sizeof(struct fdt_header) || fdt_check_header(fdt) != 0 ||
        fdt_totalsize(fdt) > bytes)
        return -EINVAL;
    memset(&scan, 0, sizeof(scan));
    result = scan_for(fdt, compatibles, &scan, &error);
    require(result == 0 || result == -EINVAL, "neither 0 nor -EINVAL");
    require(result == 0 || (error.what && strlen(error.what) > 10), "no reason given");
    if (result == 0)
        use(fdt, &scan);
    return result;
}
