/* SPDX-License-Identifier: MIT */
#include "hotplug/parking.h"

#include <muster/cmdline.h>

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
