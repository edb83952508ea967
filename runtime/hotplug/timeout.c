/* SPDX-License-Identifier: MIT */
#include "hotplug/timeout.h"

#include <muster/cmdline.h>

#include "base/clock.h"
#include "base/parse.h"
#include "base/ticks.h"

/* Holds cpuhp.timeout_ms. */

static unsigned int timeout_ms = 5000;

static int parse_cpuhp_timeout(const char *value)
{
    return parse_timeout_ms(value, 1, &timeout_ms);
}
MUSTER_EARLY_PARAM("cpuhp.timeout_ms", parse_cpuhp_timeout);

unsigned int hotplug_timeout_ms(void)
{
    return timeout_ms;
}

uint64_t hotplug_deadline_ticks(void)
{
    return counter_now() + clock_ticks_of_ms(timeout_ms);
}
