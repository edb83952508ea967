/* SPDX-License-Identifier: MIT */
#include <sys/time.h>

#include "libc/syscalls.h"

int gettimeofday(struct timeval *restrict time, void *restrict zone)
{
    return _gettimeofday(time, zone);
}
