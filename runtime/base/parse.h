/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_PARSE_H
#define MUSTER_RUNTIME_PARSE_H

#include <muster/cmdline.h>
#include <muster/linkage.h>

/* Reads an option's value as a time in milliseconds, from @p least_ms to an hour. Returns 0, or the
 * errors of muster_parse_u32(). */
int parse_timeout_ms(const char *value, unsigned int least_ms, unsigned int *timeout_ms)
    MUSTER_LINK_NAME(parse_timeout_ms);

#endif
