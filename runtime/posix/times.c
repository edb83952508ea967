/* SPDX-License-Identifier: MIT */
#include <sys/times.h>

#include "libc/syscalls.h"

clock_t times(struct tms *of)
{
    return _times(of);
}
