/* SPDX-License-Identifier: MIT */
#include "base/boot_times.h"

struct muster_boot_times boot_times;

const struct muster_boot_times *muster_boot_times(void)
{
    return &boot_times;
}
