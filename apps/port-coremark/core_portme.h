/* SPDX-License-Identifier: MIT */
#ifndef CORE_PORTME_H
#define CORE_PORTME_H

#include <inttypes.h>
#include <stddef.h>
#include <stdint.h>

/*
 * CoreMark's porting interface for Muster: each context is a function that is forked on a CPU of
 * its own. What each name means is in CoreMark's own documentation of the port.
 */

/* what the platform has */
#define HAS_FLOAT 1
#define HAS_TIME_H 1
#define USE_CLOCK 0
#define HAS_STDIO 1
#define HAS_PRINTF 1

/* types */
typedef int8_t ee_s8;
typedef uint8_t ee_u8;
typedef int16_t ee_s16;
typedef uint16_t ee_u16;
typedef int32_t ee_s32;
typedef uint32_t ee_u32;
typedef float ee_f32;
typedef uintptr_t ee_ptr_int;
typedef size_t ee_size_t;
#define align_mem(address) ((void *)(((ee_ptr_int)(address) + 3) & ~(ee_ptr_int)3))

/* nanoseconds */
typedef uint64_t CORE_TICKS;

/* seeds are arguments, memory comes from malloc(), main() has both its parameters and a result */
#define SEED_METHOD SEED_ARG
#define MEM_METHOD MEM_MALLOC
#define MEM_LOCATION "Heap"
#define MAIN_HAS_NOARGC 0
#define MAIN_HAS_NORETURN 0

#define COMPILER_VERSION __VERSION__

/* MULTITHREAD, the most contexts, comes from the build; there are as many as CPUs */
#define USE_PTHREAD 0
#define USE_FORK 0
#define USE_SOCKET 0
#define PARALLEL_METHOD "muster_fork"
extern ee_u32 default_num_contexts;

typedef struct CORE_PORTABLE_S {
    ee_u8 portable_id;
    unsigned int cpu; /* where the context runs */
} core_portable;

void portable_init(core_portable *port, int *argc, char *argv[]);
void portable_fini(core_portable *port);

#endif
