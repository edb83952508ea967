/* SPDX-License-Identifier: MIT */
#include "bench/plan.h"

DEFINE_PER_CPU(struct bench_share, bench_shares);
