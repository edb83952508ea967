/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_BENCH_OPTIONS_H
#define MUSTER_RUNTIME_BENCH_OPTIONS_H

#include <stdbool.h>

#include <muster/linkage.h>

/* muster_bench_number(), for all CPUs: one of them says why not. */
int bench_take_number(const char *name, unsigned int min, unsigned int max, unsigned int *value,
                      bool says_why) MUSTER_LINK_NAME(bench_take_number);

#endif
