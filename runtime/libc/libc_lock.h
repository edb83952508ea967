/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_LIBC_LOCK_H
#define MUSTER_RUNTIME_LIBC_LOCK_H

#include <stdint.h>

/* What the libc knows pointers to, as _LOCK_T; free as zeroes. First come, first served it is not:
 * under an emulator with fewer cores a CPU that is served may be the last to run. */
struct __lock {
    uint32_t owner;  /* the owning CPU plus one, 0 when free; changed by compare-and-swap */
    uint32_t nested; /* how many times the owner has taken it beyond the first; the owner's */
};

#endif
