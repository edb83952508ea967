/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_STACK_PROTECTOR_H
#define MUSTER_RUNTIME_STACK_PROTECTOR_H

#include <stddef.h>

#include <muster/linkage.h>

/* The canary that finds a buffer overflow on the stack. */

/* Sets the canary from the counter and from @p seed, the @p seed_bytes bytes (0 if none) that the
 * firmware gave as rng-seed. The caller must never return, because it would find the canary
 * changed. */
void stack_protector_init(const unsigned char *seed, size_t seed_bytes)
    MUSTER_LINK_NAME(stack_protector_init) __attribute__((no_stack_protector));

#endif
