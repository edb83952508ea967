/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_LIBC_NEWLIB_REENT_H
#define MUSTER_RUNTIME_LIBC_NEWLIB_REENT_H

#include <muster/linkage.h>

struct _reent;

/* The state of @p cpu, or NULL when it has used no stream yet: the first use registers a clean-up
 * there. */
struct _reent *reent_with_streams(unsigned int cpu) MUSTER_LINK_NAME(reent_with_streams);

#endif
