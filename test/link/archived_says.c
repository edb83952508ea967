/* SPDX-License-Identifier: MIT */
#include <stdio.h>

#include <muster/smp.h>

#include "archived.h"

void say_cpu(void *unused)
{
    (void)unused;
    printf("CPU %u of the archive\n", smp_processor_id());
}
