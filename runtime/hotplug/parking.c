/* SPDX-License-Identifier: MIT */
#include "hotplug/parking.h"

#include <muster/cmdline.h>

/* Remembers whether CPUs that go down are parked. */

/* Set by the command line, or by a control CPU for which the firmware does not turn a CPU on again.
 * Never cleared after that. */
static bool parks;

static int parse_park(const char *value)
{
    return muster_parse_bool(value, &parks);
}
MUSTER_EARLY_PARAM("cpuhp.park", parse_park);

bool cpus_park(void)
{
    return __atomic_load_n(&parks, __ATOMIC_RELAXED);
}

bool park_from_now_on(void)
{
    return !__atomic_exchange_n(&parks, true, __ATOMIC_RELAXED);
}
