/* SPDX-License-Identifier: MIT */
#include "elsewhere.h"

DEFINE_PER_CPU(unsigned int, defined_elsewhere) = DEFINED_ELSEWHERE;
