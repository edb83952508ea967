/* SPDX-License-Identifier: MIT */
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include <muster/app.h>
#include <muster/bench.h>
#include <muster/clock.h>
#include <muster/order.h>
#include <muster/percpu.h>
#include <muster/smp.h>

/*
 * When did the last CPU enter app_main_percpu()? Run with the argument "icount" where the counter
 * counts instructions (QEMU -icount shift=0: a nanosecond is an instruction).
 */

/* Written by its CPU before it counts itself into `entered`; read by the last one in. */
static DEFINE_PER_CPU(uint64_t, entry_ticks);
static unsigned int entered;

/* Under -icount the cores take turns, so the work of the first cores would be counted for the last.
 * The first cores do nothing until the last one is in. */
static bool one_at_a_time;
static bool last_is_in;

__attribute__((constructor)) static void read_arguments(void)
{
    const struct muster_args *args = muster_app_args();
    one_at_a_time = args->argc > 1 && strcmp(args->argv[1], "icount") == 0;
}

static void print_result(const char *figure, uint64_t ticks)
{
    const uint64_t ns_per_s = 1000000000;
    printf("RESULT bench=boot figure=%s%s cpus=%u value=%" PRIu64 " unit=%s\n", figure,
           one_at_a_time ? "" : "_ns", num_online_cpus(), ticks * ns_per_s / muster_counter_hz(),
           one_at_a_time ? "insn" : "ns");
}

static void print_results(void)
{
    uint64_t last_ticks = 0;
    unsigned int cpu;

    for_each_online_cpu (cpu)
        if (per_cpu(entry_ticks, cpu) > last_ticks)
            last_ticks = per_cpu(entry_ticks, cpu);
    print_result("reset_to_app", last_ticks);
    print_result("bringup", last_ticks - muster_boot_times()->smp_begin_ticks);
}

int app_main_percpu(unsigned int cpu)
{
    (void)cpu;
    this_cpu_write(entry_ticks, muster_counter());
    /* Acquire and release: the last CPU in sees when all the others came. */
    if (__atomic_add_fetch(&entered, 1, __ATOMIC_ACQ_REL) == nr_cpu_ids) {
        print_results();
        __atomic_store_n(&last_is_in, true, __ATOMIC_RELAXED);
    }
    while (one_at_a_time && !__atomic_load_n(&last_is_in, __ATOMIC_RELAXED))
        cpu_relax();
    return 0;
}
