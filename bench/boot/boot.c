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
 * usage: bench-boot [icount]
 *
 * Measures how long it takes until the last CPU enters app_main_percpu(), from the reset and from
 * the start of the other CPUs. With "icount" the result is in instructions: it is for QEMU's
 * -icount shift=0, where the counter advances by a nanosecond for each instruction.
 */

/* The time at which each CPU entered. The CPU writes it before it adds itself to `entered`; the
 * last CPU to enter reads it. */
static DEFINE_PER_CPU(uint64_t, entry_ticks);
static unsigned int entered;

/* Under -icount QEMU runs one core at a time, and the counter counts the instructions of all cores.
 * So the cores that have entered wait in a loop, and do not return, until the last core has
 * entered: what the runtime does after the return would be counted as part of the boot. */
static bool one_at_a_time;
static bool last_has_entered;

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
    print_result("reset_to_app", muster_boot_times()->start_ticks + last_ticks);
    print_result("bringup", last_ticks - muster_boot_times()->smp_begin_ticks);
}

int app_main_percpu(unsigned int cpu)
{
    (void)cpu;
    this_cpu_write(entry_ticks, muster_counter());
    /* Acquire and release: the last CPU to enter sees the times of the others. */
    if (__atomic_add_fetch(&entered, 1, __ATOMIC_ACQ_REL) == nr_cpu_ids) {
        print_results();
        __atomic_store_n(&last_has_entered, true, __ATOMIC_RELAXED);
    }
    while (one_at_a_time && !__atomic_load_n(&last_has_entered, __ATOMIC_RELAXED))
        cpu_relax();
    return 0;
}
