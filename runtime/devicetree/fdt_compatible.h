/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_FDT_COMPATIBLE_H
#define MUSTER_RUNTIME_FDT_COMPATIBLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <muster/linkage.h>

#include "base/driver.h"

/* What to look for in the `compatible` lists of a tree: PSCI, and the devices of a table of drivers. */
struct fdt_wanted {
    const struct driver *drivers, *drivers_end;
    uint64_t hashes; /* a bit for the hash of each string that is looked for */
};

/* What was found in one of them. */
struct fdt_compatible {
    bool psci, psci_standard_ids; /* standard ids: PSCI 0.2 or later */
    bool device;
    unsigned int device_match; /* index into the drivers */
};

/* Makes @p wanted what PSCI and the @p count drivers at @p drivers are looked for by. */
void fdt_wanted_init(struct fdt_wanted *wanted, const struct driver *drivers, unsigned int count)
    MUSTER_LINK_NAME(fdt_wanted_init);

/*
 * Whether the list of @p size_bytes at @p list (4-byte aligned) has a string that is looked for:
 * @p found says which. One that does not end in the list is none. @p found is zeroed by the caller.
 */
bool fdt_compatible(const struct fdt_wanted *wanted, const char *list, size_t size_bytes,
                    struct fdt_compatible *found) MUSTER_LINK_NAME(fdt_compatible);

#endif
