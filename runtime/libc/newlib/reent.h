/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_LIBC_NEWLIB_REENT_H
#define MUSTER_RUNTIME_LIBC_NEWLIB_REENT_H

#include <stdbool.h>
#include <stddef.h>

#include <muster/linkage.h>

/* Whether @p bytes that this CPU's stdout writes are what fflush() has found in its buffer, rather
 * than a full buffer, or of a stream without one. */
bool newlib_is_flushed(size_t bytes) MUSTER_LINK_NAME(newlib_is_flushed);

#endif
