/* SPDX-License-Identifier: MIT */
#include <unistd.h>

#include "base/clock.h"
#include "idle/sleep.h"

#define NS_PER_US 1000

int usleep(useconds_t us)
{
    sleep_until(clock_deadline_ns((uint64_t)us * NS_PER_US));
    return 0;
}
