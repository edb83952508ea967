/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_STDOUT_PATH_H
#define MUSTER_RUNTIME_STDOUT_PATH_H

#include "devicetree/fdt_scan.h"

/* The device that /chosen/stdout-path names, by path or by alias, options after a colon ignored;
 * NULL with a message when it names none that a driver knows, without one when there is no path. */
const struct fdt_device *stdout_device(const struct fdt_scan *scan) MUSTER_LINK_NAME(stdout_device);

#endif
