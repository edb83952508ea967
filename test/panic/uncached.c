/* SPDX-License-Identifier: MIT */
#include <muster/app.h>

/* Is not reached: uncached.S makes a CPU fault on its way here. */

int app_main_percpu(unsigned int cpu)
{
    (void)cpu;
    return 98;
}
