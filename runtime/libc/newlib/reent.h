/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_LIBC_NEWLIB_REENT_H
#define MUSTER_RUNTIME_LIBC_NEWLIB_REENT_H

#include <muster/linkage.h>

struct _reent;

/* Returns newlib's state of @p cpu, or NULL if @p cpu has used no stream yet. (The first use of a
 * stream registers a clean-up function in the state.) */
struct _reent *reent_with_streams(unsigned int cpu) MUSTER_LINK_NAME(reent_with_streams);

#endif
