/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_AARCH64_EARLY_EXCEPTION_H
#define MUSTER_AARCH64_EARLY_EXCEPTION_H

#include <stdbool.h>
#include <stdint.h>

#include <muster/linkage.h>

struct exception_frame;

/* Reports an exception, and ends the program. Called by early_vectors.S with the MMU off. */
void early_exception(const struct exception_frame *frame) MUSTER_LINK_NAME(early_exception)
    __attribute__((noreturn));

#endif
