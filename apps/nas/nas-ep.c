/* SPDX-License-Identifier: MIT */
#include <muster/app.h>
#include <muster/bench.h>
#include <muster/reduce.h>

#include "ep_kernel.h"
#include "nas.h"

/* EP: no CPU needs another one before the sums. */

static const char class_names[] = "SW";
static const struct ep_class {
    const char *name;
    unsigned int log2_pairs;
    double x, y;
} classes[] = {
    {"S", 24, -3.247834652034740e3, -6.958407078382297e3},
    {"W", 25, -2.863319731645753e3, -6.320053679109499e3},
};

static struct nas_result sum_x = {.name = "the sum of x", .tolerance = 1e-8};
static struct nas_result sum_y = {.name = "the sum of y", .tolerance = 1e-8};

static void add_sums(void *into, const void *from)
{
    struct ep_sums *a = into;
    const struct ep_sums *b = from;

    a->x += b->x;
    a->y += b->y;
    for (unsigned int i = 0; i < EP_ANNULI; i++)
        a->counts[i] += b->counts[i];
}

static void run(void *context)
{
    const struct ep_class *class = context;
    uint64_t batches = (UINT64_C(1) << class->log2_pairs) / EP_BATCH_PAIRS;
    struct nas_range own = nas_part(0, batches);
    struct ep_sums sums = {0};

    ep_kernel(own.begin, own.end, &sums);
    muster_reduce(&nas_cpus, &sums, sizeof(sums), add_sums);
    if (muster_barrier_rank(&nas_cpus) == 0) {
        sum_x.value = sums.x;
        sum_y.value = sums.y;
    }
}

static bool verify(void *context)
{
    const struct ep_class *class = context;

    sum_x.published = class->x;
    sum_y.published = class->y;
    return nas_is_verified(&sum_x) && nas_is_verified(&sum_y);
}

int app_main_percpu(unsigned int cpu)
{
    (void)cpu;
    int index = nas_class(class_names);
    if (index < 0)
        return 1;
    const struct ep_class *class = &classes[index];
    struct muster_bench bench = {
        .name = "ep",
        .class_name = class->name,
        .run = run,
        .verify = verify,
        .context = (void *)class,
        .operations = 2.0 * (double)(UINT64_C(1) << class->log2_pairs),
        .repetitions = 1,
    };
    return muster_bench(&nas_cpus, &bench) != 0;
}
