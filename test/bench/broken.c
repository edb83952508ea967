/* SPDX-License-Identifier: MIT */
#include <stdbool.h>
#include <string.h>

#include <muster/app.h>
#include <muster/barrier.h>
#include <muster/bench.h>
#include <muster/order.h>

/*
 * usage: bench-broken [class=right|wrong|endless]
 *
 * A kernel for check-kernels that is right, or wrong on more than one CPU, or never ends.
 */

static DEFINE_MUSTER_BARRIER(all);

static bool class_is(const char *class_name)
{
    const char *given = muster_bench_option("class");
    return strcmp(given ? given : "right", class_name) == 0;
}

static void run(void *unused)
{
    (void)unused;
    while (class_is("endless"))
        cpu_relax();
}

static bool verify(void *unused)
{
    (void)unused;
    return !class_is("wrong") || muster_barrier_size(&all) == 1;
}

int app_main_percpu(unsigned int cpu)
{
    static const struct muster_bench bench = {
        .name = "broken", .class_name = "C", .run = run, .verify = verify};

    (void)cpu;
    return muster_bench(&all, &bench);
}
