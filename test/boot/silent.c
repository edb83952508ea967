/* SPDX-License-Identifier: MIT */
#include <muster/app.h>

/* A program that uses nothing of libc and prints nothing. */

int app_main_percpu(unsigned int cpu)
{
    (void)cpu;
    return 0;
}
