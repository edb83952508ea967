/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_BENCH_OPTIONS_H
#define MUSTER_RUNTIME_BENCH_OPTIONS_H

#include <stdbool.h>

#include <muster/linkage.h>

/* Does what muster_bench_number() does, on all CPUs of a benchmark at once: only a CPU with
 * @p says_why prints the error. */
int bench_take_number(const char *name, unsigned int min, unsigned int max, unsigned int *value,
                      bool says_why) MUSTER_LINK_NAME(bench_take_number);

#endif
