/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_TEST_ELSEWHERE_H
#define MUSTER_TEST_ELSEWHERE_H

#include <muster/percpu.h>

#define DEFINED_ELSEWHERE 4711u

DECLARE_PER_CPU(unsigned int, defined_elsewhere);

#endif
