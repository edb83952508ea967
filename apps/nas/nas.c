/* SPDX-License-Identifier: MIT */
#include "nas.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include <muster/bench.h>
#include <muster/parallel.h>

DEFINE_MUSTER_BARRIER(nas_cpus);

int nas_class(const char *known)
{
    const char *wanted = muster_bench_option("class");
    if (!wanted)
        return 0;
    const char *found = strlen(wanted) == 1 ? strchr(known, *wanted) : NULL;
    if (found)
        return (int)(found - known);
    if (muster_barrier_rank(&nas_cpus) == 0)
        fprintf(stderr, "class=%s: there is no such class; each letter of \"%s\" is one\n", wanted,
                known);
    return -1;
}

struct nas_range nas_part(uint64_t begin, uint64_t end)
{
    struct nas_range part;

    muster_static_range(begin, end, muster_barrier_rank(&nas_cpus), muster_barrier_size(&nas_cpus),
                        &part.begin, &part.end);
    return part;
}

bool nas_is_verified(struct nas_result *result)
{
    double value = result->value, error = fabs(value - result->published) / fabs(result->published);

    result->value = NAN;                 /* no run passes with what the last one left */
    if (!(error <= result->tolerance)) { /* true of what is no number, too */
        fprintf(stderr, "%s is %.15e, published is %.15e\n", result->name, value,
                result->published);
        return false;
    }
    if (result->first == 0)
        result->first = value;
    if (value != result->first) {
        fprintf(stderr, "%s is %.15e, and was %.15e in the first run\n", result->name, value,
                result->first);
        return false;
    }
    return true;
}
