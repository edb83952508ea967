/* SPDX-License-Identifier: MIT */
#include <muster/app.h>
#include <muster/fork.h>
#include <muster/smp.h>

/*
 * For programs that have a main(): it runs on CPU 0, with the application's arguments, while all
 * others wait in the runtime for what it forks. Its result is the exit status.
 */

int main(int argc, char **argv);

int app_main_percpu(unsigned int cpu)
{
    const struct muster_args *args = muster_app_args();

    if (cpu != 0)
        return 0;
    for (cpu = 1; cpu < nr_cpu_ids; cpu++)
        muster_join(cpu); /* one that did not come up, -ENODEV, is none to wait for */
    return main(args->argc, args->argv);
}
