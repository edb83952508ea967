/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <muster/app.h>
#include <muster/bench.h>
#include <muster/smp.h>

#include "nas.h"
#include "random.h"

/*
 * IS: small integer keys get their ranks, ten times, with two keys changed each time. Each CPU
 * counts the keys of its part; then it has a part of the keys' values, over which it adds up what
 * all CPUs have counted.
 */

#define ITERATIONS 10
#define TEST_KEYS 5

static const char class_names[] = "SW";
static const struct is_class {
    const char *name;
    uint32_t keys, values;
    uint32_t test_index[TEST_KEYS], test_rank[TEST_KEYS];
    /* The rank of test key i in iteration n: for the first `rising` keys test_rank plus n plus
     * this, for the others test_rank minus n. */
    uint32_t rising;
    int32_t offset;
} classes[] = {
    {"S", 1 << 16, 1 << 11, {48427, 17148, 23627, 62548, 4431}, {0, 18, 346, 64917, 65463}, 3, 0},
    {"W",
     1 << 20,
     1 << 16,
     {357773, 934767, 875723, 898999, 404505},
     {1249, 11698, 1039987, 1043896, 1048018},
     2,
     -2},
};

/* Rank 0 makes the arrays, all read them after the barrier in set_up(). */
static uint32_t *keys;   /* each its part, in prepare(); rank 0 what change_keys() changes */
static uint32_t *sorted; /* rank 0, in verify() */
static uint32_t *up_to;  /* how many keys are up to a value; each its part of the values */
static uint32_t *counts[NR_CPUS]; /* by rank, how often it has each value; its own */
static uint32_t totals[NR_CPUS];  /* by rank, how many keys have the values of its part; its own */
static bool is_set_up;            /* rank 0 */
static bool is_correct;           /* rank 0: of the partial verifications of a run */

static void prepare(void *context)
{
    const struct is_class *class = context;
    const uint64_t numbers_per_key = 4;
    struct nas_range own = nas_part(0, class->keys);
    uint64_t state = nas_skip(NAS_SEED, numbers_per_key * own.begin);

    for (uint64_t i = own.begin; i < own.end; i++) {
        double sum = 0;
        for (uint64_t n = 0; n < numbers_per_key; n++)
            sum += nas_random(&state);
        keys[i] = (uint32_t)(sum * (class->values / numbers_per_key));
    }
}

static void change_keys(const struct is_class *class, uint32_t iteration)
{
    keys[iteration] = iteration;
    keys[iteration + ITERATIONS] = class->values - iteration;
}

static void count_own(const struct is_class *class, uint32_t *count)
{
    struct nas_range own = nas_part(0, class->keys);

    memset(count, 0, class->values * sizeof(*count));
    for (uint64_t i = own.begin; i < own.end; i++)
        count[keys[i]]++;
}

/* Adds up the counts within the CPU's part of the values; the keys before that part are added
 * later. Returns the number of keys in the part. */
static uint32_t add_up(struct nas_range values)
{
    unsigned int size = muster_barrier_size(&nas_cpus);
    uint32_t sum = 0;

    for (uint64_t value = values.begin; value < values.end; value++) {
        for (unsigned int rank = 0; rank < size; rank++)
            sum += counts[rank][value];
        up_to[value] = sum;
    }
    return sum;
}

static void add_what_lies_before(struct nas_range values, unsigned int own_rank)
{
    uint32_t before = 0;

    for (unsigned int rank = 0; rank < own_rank; rank++)
        before += totals[rank];
    for (uint64_t value = values.begin; value < values.end; value++)
        up_to[value] += before;
}

/* The rank of a key is the number of keys that are less. */
static bool has_test_ranks(const struct is_class *class, uint32_t iteration)
{
    for (uint32_t i = 0; i < TEST_KEYS; i++) {
        uint32_t key = keys[class->test_index[i]];
        int64_t expected = class->test_rank[i];
        int64_t rank = key == 0 ? 0 : up_to[key - 1];
        expected += i < class->rising ? (int64_t)iteration + class->offset : -(int64_t)iteration;
        if (rank != expected) {
            fprintf(stderr, "key %u has rank %lld in iteration %u, it should be %lld\n", i,
                    (long long)rank, (unsigned int)iteration, (long long)expected);
            return false;
        }
    }
    return true;
}

static void run(void *context)
{
    const struct is_class *class = context;
    struct nas_range values = nas_part(0, class->values);
    unsigned int rank = muster_barrier_rank(&nas_cpus);

    if (rank == 0) {
        is_correct = true;
        change_keys(class, 1);
    }
    muster_barrier_wait(&nas_cpus);
    for (uint32_t iteration = 1; iteration <= ITERATIONS; iteration++) {
        count_own(class, counts[rank]);
        muster_barrier_wait(&nas_cpus);
        totals[rank] = add_up(values);
        muster_barrier_wait(&nas_cpus);
        add_what_lies_before(values, rank);
        if (rank == 0 && iteration < ITERATIONS)
            change_keys(class,
                        iteration + 1); /* all have counted, and count on after the barrier */
        muster_barrier_wait(&nas_cpus);
        if (rank == 0) /* no rank changes up_to[] before rank 0 is at the next barrier */
            is_correct = is_correct && has_test_ranks(class, iteration);
    }
}

/* Puts each key into its place; up_to[] counts down to the number of keys that are less. */
static bool sort(const struct is_class *class)
{
    for (uint32_t i = 0; i < class->keys; i++) {
        uint32_t place = --up_to[keys[i]];
        if (place >= class->keys)
            return false;
        sorted[place] = keys[i];
    }
    for (uint32_t i = 1; i < class->keys; i++)
        if (sorted[i - 1] > sorted[i])
            return false;
    return true;
}

static bool verify(void *context)
{
    const struct is_class *class = context;

    if (!is_correct)
        return false;
    memset(sorted, 0, class->keys * sizeof(*sorted));
    if (sort(class))
        return true;
    fprintf(stderr, "the keys are not sorted by their ranks\n");
    return false;
}

static bool allocate(const struct is_class *class)
{
    unsigned int size = muster_barrier_size(&nas_cpus);
    size_t words = 2 * (size_t) class->keys + (1 + size) * (size_t) class->values;

    keys = malloc(words * sizeof(*keys));
    if (!keys) {
        fprintf(stderr, "class %s with %u CPUs needs %zu bytes of memory\n", class->name, size,
                words * sizeof(*keys));
        return false;
    }
    sorted = keys + class->keys;
    up_to = sorted + class->keys;
    for (unsigned int rank = 0; rank < size; rank++)
        counts[rank] = up_to + (size_t)(rank + 1) * class->values;
    return true;
}

int app_main_percpu(unsigned int cpu)
{
    (void)cpu;
    int index = nas_class(class_names);
    if (index < 0)
        return 1;
    const struct is_class *class = &classes[index];
    if (muster_barrier_rank(&nas_cpus) == 0)
        is_set_up = allocate(class);
    if (muster_barrier_wait(&nas_cpus) != 0 || !is_set_up)
        return 1;
    struct muster_bench bench = {
        .name = "is",
        .class_name = class->name,
        .prepare = prepare,
        .run = run,
        .verify = verify,
        .context = (void *)class,
        .operations = (double)ITERATIONS * class->keys,
        .warmups = 1, /* the definition has one, too */
        .repetitions = 1,
    };
    return muster_bench(&nas_cpus, &bench) != 0;
}
