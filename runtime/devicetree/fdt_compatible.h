/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_FDT_COMPATIBLE_H
#define MUSTER_RUNTIME_FDT_COMPATIBLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <muster/linkage.h>

#include "base/driver.h"

/*
 * Searches the `compatible` lists of a device tree for PSCI and for the devices that have a driver.
 *
 * struct fdt_wanted holds the strings that are searched for.
 */
struct fdt_wanted {
    const struct driver *drivers, *drivers_end;
    uint64_t hashes; /* bit n is set when a wanted string has the hash n */
};

/* The strings that one `compatible` list was found to hold. */
struct fdt_compatible {
    bool psci, psci_standard_ids; /* psci_standard_ids: PSCI 0.2 or later */
    bool device;
    unsigned int device_match; /* index into the drivers */
};

/* Prepares @p wanted for PSCI and the @p count drivers at @p drivers. */
void fdt_wanted_init(struct fdt_wanted *wanted, const struct driver *drivers, unsigned int count)
    MUSTER_LINK_NAME(fdt_wanted_init);

/*
 * Returns true if the list of @p size_bytes at @p list (4-byte aligned) holds a wanted string, and
 * notes in @p found which. The caller has zeroed @p found. A string without a NUL inside the list
 * is ignored.
 */
bool fdt_compatible(const struct fdt_wanted *wanted, const char *list, size_t size_bytes,
                    struct fdt_compatible *found) MUSTER_LINK_NAME(fdt_compatible);

#endif
