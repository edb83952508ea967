/* SPDX-License-Identifier: MIT */
#include <muster/app.h>

/* Does nothing: the build compiles it for parts of the architecture that the CPU may lack. */

int app_main_percpu(unsigned int cpu)
{
    (void)cpu;
    return 0;
}
