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
    /* by hash: 1 plus the index of the first driver with such a string; 0: no such string is
     * wanted */
    uint16_t first[DRIVER_HASHES];
    /* The last list without a wanted string. Many devices of one kind stand in a row. */
    const char *unwanted;
    size_t unwanted_bytes;
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
 * is ignored. A list that is kept in @p wanted must stay readable, up to the end of its last word.
 */
bool fdt_compatible(struct fdt_wanted *wanted, const char *list, size_t size_bytes,
                    struct fdt_compatible *found) MUSTER_LINK_NAME(fdt_compatible);

#endif
