/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_LIBC_LOCK_H
#define MUSTER_RUNTIME_LIBC_LOCK_H

#include <stdint.h>

/* The libc's lock: _LOCK_T is a pointer to it. All zeroes is a free lock. The lock does not serve
 * CPUs in the order in which they came: under an emulator with fewer cores than CPUs, the CPU that
 * came first may be the last to run. */
struct __lock {
    uint32_t owner;  /* the owning CPU plus one, 0 if free; changed by compare-and-swap */
    uint32_t nested; /* how often the owner has taken it again; written by the owner */
};

#endif
