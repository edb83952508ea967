/* SPDX-License-Identifier: MIT */
#include <unistd.h>

#include <muster/clock.h>

#include "base/clock.h"
#include "idle/sleep.h"

unsigned int sleep(unsigned int seconds)
{
    sleep_until(clock_deadline_ns((uint64_t)seconds * NS_PER_S));
    return 0;
}
