/* SPDX-License-Identifier: MIT */
#include <stdio.h>

#include <muster/fork.h>
#include <muster/smp.h>

#include "archived.h"

/* A program with main(), which is in a static library. */

int main(int argc, char **argv)
{
    printf("main(): %s, %s on CPU %u of %u\n", argc > 1 ? argv[1] : "", argc > 2 ? argv[2] : "",
           smp_processor_id(), num_online_cpus());
    fflush(stdout);
    return muster_fork(2, say_cpu, NULL) == 0 && muster_join(2) == 0 ? 7 : 1;
}
