/* SPDX-License-Identifier: MIT */
#include "console/reporter.h"

#include <stddef.h>

/* Holds the function that reports what a CPU is doing, for rooms below the one that knows it. */

/* Written by the boot CPU while no other CPU runs; NULL before. */
static void (*reporter)(unsigned int cpu);

void reporter_set(void (*function)(unsigned int cpu))
{
    reporter = function;
}

void report_cpu(unsigned int cpu)
{
    if (reporter)
        reporter(cpu);
}
