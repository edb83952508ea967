/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_FDT_COMPATIBLE_H
#define MUSTER_RUNTIME_FDT_COMPATIBLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <muster/linkage.h>

#include "devicetree/fdt_scan.h"

/* What to look for in the `compatible` lists of a tree: PSCI, and a list of devices. */
struct fdt_wanted {
    const char *const *devices;
    unsigned int device_count;
    uint64_t hashes; /* a bit for the hash of each string that is looked for */
    uint8_t device_hash[FDT_SCAN_MAX_COMPATIBLES];
};

/* What was found in one of them. */
struct fdt_compatible {
    bool psci, psci_standard_ids; /* standard ids: PSCI 0.2 or later */
    bool device;
    unsigned int device_match; /* index into devices */
};

/* Looks for the first FDT_SCAN_MAX_COMPATIBLES of @p devices, which NULL ends. */
void fdt_wanted_init(struct fdt_wanted *wanted, const char *const *devices)
    MUSTER_LINK_NAME(fdt_wanted_init);

/*
 * Whether the list of @p size_bytes at @p list (4-byte aligned) has a string that is looked for:
 * @p found says which. One that does not end in the list is none. @p found is zeroed by the caller.
 */
bool fdt_compatible(const struct fdt_wanted *wanted, const char *list, size_t size_bytes,
                    struct fdt_compatible *found) MUSTER_LINK_NAME(fdt_compatible);

#endif
