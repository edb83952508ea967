/* SPDX-License-Identifier: MIT */
#ifndef COREMARK_H
#define COREMARK_H

/*
 * A stand-in for CoreMark, with the interface that its ports know and nothing of its work.
 */

#define SEED_ARG 0
#define SEED_FUNC 1
#define SEED_VOLATILE 2
#define MEM_STATIC 0
#define MEM_MALLOC 1
#define MEM_STACK 2

#include <core_portme.h>
#include <stdio.h>
#define ee_printf printf

typedef double secs_ret;

typedef struct RESULTS_S {
    void *memblock[4];
    ee_u32 size, iterations;
    ee_u16 crc;
    ee_s16 err;
    core_portable port;
} core_results;

void *iterate(void *results);
void start_time(void);
void stop_time(void);
CORE_TICKS get_time(void);
secs_ret time_in_secs(CORE_TICKS ticks);
void *portable_malloc(ee_size_t size);
void portable_free(void *block);
ee_u8 core_start_parallel(core_results *results);
ee_u8 core_stop_parallel(core_results *results);

ee_u16 sum_list(const ee_u8 *data, ee_u32 size);
ee_u16 sum_matrix(const ee_u8 *data, ee_u32 size);
ee_u16 sum_state(const ee_u8 *data, ee_u32 size);
ee_s32 number_of(const char *text);

#endif
