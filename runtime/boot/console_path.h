/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_CONSOLE_PATH_H
#define MUSTER_RUNTIME_CONSOLE_PATH_H

#include <muster/linkage.h>

/* Paths of the device tree that name a console's port. */

struct fdt_device;
struct fdt_scan;

/* Returns the device that @p path names, or NULL when no driver knows it. The path begins at the
 * root, or with an alias (Devicetree Specification 3.6); behind a colon stand options. */
const struct fdt_device *console_device_at(const struct fdt_scan *scan, const char *path)
    MUSTER_LINK_NAME(console_device_at);

#endif
