/* SPDX-License-Identifier: MIT */
#include <stdint.h>

#include <muster/clock.h>

#include "libc/realtime.h"

/* std::chrono's clocks. libstdc++'s own would pass the clock numbers of Linux to clock_gettime().
 * The names are those of functions in namespace std::chrono, as the linker knows them. A time_point
 * of these clocks is an int64_t in ns. */

int64_t _ZNSt6chrono3_V212steady_clock3nowEv(void);
int64_t _ZNSt6chrono3_V212system_clock3nowEv(void);

int64_t _ZNSt6chrono3_V212steady_clock3nowEv(void)
{
    return (int64_t)muster_clock_ns();
}

int64_t _ZNSt6chrono3_V212system_clock3nowEv(void)
{
    return (int64_t)realtime_ns();
}
