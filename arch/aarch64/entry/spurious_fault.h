/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_AARCH64_SPURIOUS_FAULT_H
#define MUSTER_AARCH64_SPURIOUS_FAULT_H

#include <stdbool.h>

#include <muster/linkage.h>

struct exception_frame;

/* Returns true if an exception is a translation fault at an address that is mapped by now: the
 * access is to be made again. Called once for each exception. */
bool is_spurious_fault(const struct exception_frame *frame) MUSTER_LINK_NAME(is_spurious_fault);

#endif
