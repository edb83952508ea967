/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_STACK_PROTECTOR_H
#define MUSTER_RUNTIME_STACK_PROTECTOR_H

#include <stddef.h>

#include <muster/linkage.h>

/* Sets the canary from the @p seed_bytes bytes that the firmware gave as rng-seed, perhaps none,
 * and from the counter. The caller must never return: it would find the canary changed. */
void stack_protector_init(const unsigned char *seed, size_t seed_bytes)
    MUSTER_LINK_NAME(stack_protector_init) __attribute__((no_stack_protector));

#endif
