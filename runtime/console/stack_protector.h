/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_STACK_PROTECTOR_H
#define MUSTER_RUNTIME_STACK_PROTECTOR_H

#include <muster/linkage.h>

struct fdt_scan;

/* Sets the canary, from the firmware's rng-seed where there is one. The caller never returns, or
 * it would find the canary changed. */
void stack_protector_init(const struct fdt_scan *scan) MUSTER_LINK_NAME(stack_protector_init)
    __attribute__((no_stack_protector));

#endif
