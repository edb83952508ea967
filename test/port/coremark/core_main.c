/* SPDX-License-Identifier: MIT */
#include <string.h>

#include <muster/smp.h>

#include "coremark.h"

/*
 * usage: port-coremark-stand-in ITERATIONS CONTEXTS [WRONG]
 *
 * Each context has a result of its own, made on a CPU of its own; context WRONG has a wrong one.
 */

#define BYTES 2000u

static ee_u32 cpus[MULTITHREAD];

void *iterate(void *results_pointer)
{
    core_results *results = results_pointer;
    const ee_u8 *data = results->memblock[0];

    for (ee_u32 i = 0; i < results->iterations; i++)
        results->crc = (ee_u16)(results->crc + sum_list(data, results->size) +
                                sum_matrix(data, results->size) + sum_state(data, results->size));
    cpus[*(ee_u32 *)results->memblock[1]] = smp_processor_id();
    return NULL;
}

static void begin(core_results *results, ee_u32 *index, ee_u32 iterations)
{
    *results = (core_results){.size = BYTES, .iterations = iterations};
    results->memblock[0] = portable_malloc(BYTES);
    results->memblock[1] = index;
    memset(results->memblock[0], 3, BYTES);
}

static int has_mistakes(core_results *results, ee_u32 count, ee_u32 wrong)
{
    int mistakes = 0;

    for (ee_u32 i = 0; i < count; i++) {
        results[i].err = results[i].crc != results[0].crc || results[0].crc == 0 || i == wrong;
        for (ee_u32 other = 0; other < i; other++)
            mistakes += cpus[i] == cpus[other];
        portable_free(results[i].memblock[0]);
    }
    return mistakes;
}

int main(int argc, char *argv[])
{
    static core_results results[MULTITHREAD];
    static ee_u32 indices[MULTITHREAD];

    portable_init(&results[0].port, &argc, argv);
    core_portable port = results[0].port;
    for (ee_u32 i = 0; i < default_num_contexts; i++) {
        indices[i] = i;
        begin(&results[i], &indices[i], (ee_u32)number_of(argv[1]));
    }
    results[0].port = port;
    if (port.portable_id != 1 || default_num_contexts != (ee_u32)number_of(argv[2]))
        return 2;
    start_time();
    for (ee_u32 i = 0; i < default_num_contexts; i++)
        core_start_parallel(&results[i]);
    for (ee_u32 i = 0; i < default_num_contexts; i++)
        core_stop_parallel(&results[i]);
    stop_time();
    ee_printf("%" PRIu32 " contexts by %s, %s: %f s\n", default_num_contexts, PARALLEL_METHOD,
              COMPILER_FLAGS, time_in_secs(get_time()));
    if (has_mistakes(results, default_num_contexts,
                     argc > 3 ? (ee_u32)number_of(argv[3]) : MULTITHREAD))
        return 3;
    portable_fini(&results[0].port);
    return 0;
}
