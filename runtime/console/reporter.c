/* SPDX-License-Identifier: MIT */
#include "console/reporter.h"

#include <stddef.h>

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
