/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>

#include <coremark.h>
#include <muster/app.h>
#include <muster/clock.h>
#include <muster/fork.h>
#include <muster/smp.h>

/* ---- contexts: the first one is CPU 0's, the others are forked ------------------------------- */

ee_u32 default_num_contexts;
/* CoreMark has some 140 bytes for each context on the stack of main(). */
MUSTER_STACK_SIZE(16384 + 256 * MULTITHREAD);

static core_results *contexts[MULTITHREAD];
static ee_u32 started;

static void run(void *results)
{
    iterate(results);
}

static void check(int error, const char *what, unsigned int cpu)
{
    if (!error)
        return;
    fprintf(stderr, "port-coremark: %s CPU %u: error %d\n", what, cpu, error);
    exit(EXIT_FAILURE);
}

/* CoreMark starts all contexts before it waits for the first one, so the next wait is for context
 * 0. */
ee_u8 core_start_parallel(core_results *results)
{
    unsigned int cpu = started ? cpumask_next((int)contexts[started - 1]->port.cpu, cpu_online_mask)
                               : smp_processor_id();

    results->port.cpu = cpu;
    contexts[started++] = results;
    if (started > 1)
        check(muster_fork(cpu, run, results), "cannot fork on", cpu);
    return 0;
}

ee_u8 core_stop_parallel(core_results *results)
{
    if (results == contexts[0])
        run(results);
    else
        check(muster_join(results->port.cpu), "cannot join", results->port.cpu);
    return 0;
}

/* ---- time ------------------------------------------------------------------------------------ */

static uint64_t start_ns, stop_ns;

void start_time(void)
{
    start_ns = muster_clock_ns();
}

void stop_time(void)
{
    stop_ns = muster_clock_ns();
}

CORE_TICKS get_time(void)
{
    return stop_ns - start_ns;
}

secs_ret time_in_secs(CORE_TICKS ticks)
{
    return (secs_ret)ticks / 1e9;
}

/* ---- memory, beginning and end --------------------------------------------------------------- */

void *portable_malloc(ee_size_t size)
{
    return malloc(size);
}

void portable_free(void *block)
{
    free(block);
}

void portable_init(core_portable *port, int *argc, char *argv[])
{
    (void)argc;
    (void)argv;
    port->portable_id = 1;
    default_num_contexts = num_online_cpus() < MULTITHREAD ? num_online_cpus() : MULTITHREAD;
}

/* main() returns 0 even if a context computed a wrong result. The exit status must say so. */
void portable_fini(core_portable *port)
{
    port->portable_id = 0;
    for (ee_u32 i = 0; i < started; i++)
        if (contexts[i]->err)
            exit(EXIT_FAILURE);
}
