/* SPDX-License-Identifier: MIT */
#include <stddef.h>

#include <muster/app.h>

#include "archived.h"

/* An application in a static library, which is what the build of another language hands over. */

int app_main_percpu(unsigned int cpu)
{
    (void)cpu;
    say_cpu(NULL);
    return 0;
}
