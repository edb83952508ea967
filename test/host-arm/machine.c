/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "machine.h"

#include <pthread.h>
#include <sched.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>

#include <muster/app.h>
#include <muster/atomic.h>
#include <muster/cmdline.h>
#include <muster/order.h>
#include <muster/percpu.h>
#include <muster/smp.h>

#include "arch/generic_timer.h"
#include "base/clock.h"
#include "base/cpumask_set.h"
#include "base/image.h"
#include "base/ticks.h"
#include "ipi/irqchip.h"
#include "sync/barrier.h"
#include "time/timer.h"

/*
 * The machine on which a test's program runs as a user program of Linux: its CPUs are threads, each
 * pinned to a core of its own as long as there are enough.
 *
 * usage: PROGRAM [OPTION=VALUE...] [--] [WORD...]
 *
 * cpus=N: how many CPUs (all that the program may use, 4 to 16). lse=0: exclusives even where the
 * CPUs have LSE. Other options are the runtime's, such as lock.timeout_ms=N. The words are the
 * program's own.
 */

#define CPUS_LEAST 4 /* on a smaller machine, threads share cores */
#define CPUS_MOST 16

#define TURNS_ALONE 4096
#define TURNS_SHARED 2

_Thread_local struct host_cpu *host_this_cpu;
unsigned int host_turns_before_giving_way = TURNS_ALONE;
static struct host_cpu host_cpus[NR_CPUS];
uint32_t muster_arch_uses_lse;

IMAGE_SYMBOL(const struct muster_early_param, params_start, early_params_start);
IMAGE_SYMBOL(const struct muster_early_param, params_end, early_params_end);

static struct muster_args app_args;
static cpu_set_t usable; /* the host's cores that the program may run on */

const struct muster_args *muster_app_args(void)
{
    return &app_args;
}

void host_fail(const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    fputs("host-arm: ", stderr);
    vfprintf(stderr, format, arguments);
    fputc('\n', stderr);
    va_end(arguments);
    exit(2);
}

void host_give_way(void)
{
    sched_yield();
}

/* ---- options --------------------------------------------------------------------------------- */

static void set_option(char *name, const char *value)
{
    const struct muster_early_param *param = params_start;
    unsigned int number;

    if (strcmp(name, "cpus") == 0) {
        if (muster_parse_u32(value, NR_CPUS, &nr_cpu_ids) != 0 || nr_cpu_ids == 0)
            host_fail("cpus=%s: not a number from 1 to %d", value, NR_CPUS);
        return;
    }
    if (strcmp(name, "lse") == 0) {
        if (muster_parse_u32(value, 1, &number) != 0)
            host_fail("lse=%s: neither 0 nor 1", value);
        if (number && !muster_arch_uses_lse)
            host_fail("lse=1: these CPUs have no LSE");
        muster_arch_uses_lse = number;
        return;
    }
    while (param < params_end && strcmp(param->name, name) != 0)
        param++;
    if (param == params_end)
        host_fail("there is no option %s", name);
    if (param->parse(value) != 0)
        host_fail("%s=%s: not a value of this option", name, value);
}

static void read_options(int argc, char **argv)
{
    int first = 1;

    for (; first < argc && strchr(argv[first], '='); first++) {
        char *value = strchr(argv[first], '=');
        *value = '\0';
        set_option(argv[first], value + 1);
    }
    if (first < argc && strcmp(argv[first], "--") == 0)
        first++;
    argv[first - 1] = "app";
    app_args = (struct muster_args){argc - (first - 1), &argv[first - 1]};
}

/* ---- CPUs ------------------------------------------------------------------------------------ */

unsigned int host_cores(void)
{
    return (unsigned int)CPU_COUNT(&usable);
}

static unsigned int default_cpus(void)
{
    unsigned int cores = host_cores();

    return cores < CPUS_LEAST ? CPUS_LEAST : cores > CPUS_MOST ? CPUS_MOST : cores;
}

static void pin(unsigned int cpu)
{
    unsigned int left = cpu % host_cores(), core = 0;
    cpu_set_t one;

    while (!CPU_ISSET(core, &usable) || left--)
        core++;
    CPU_ZERO(&one);
    CPU_SET(core, &one);
    if (sched_setaffinity(0, sizeof(one), &one) != 0)
        host_fail("CPU %u cannot be pinned to core %u", cpu, core);
}

/* Makes the per-CPU area of each CPU, and brings all CPUs into the masks. */
static void set_up_cpus(void)
{
    size_t bytes = (size_t)(percpu_end - percpu_start);

    for (unsigned int cpu = 0; cpu < nr_cpu_ids; cpu++) {
        char *area = aligned_alloc(256, bytes);
        if (!area)
            host_fail("no memory for CPU %u", cpu);
        memcpy(area, percpu_start, bytes);
        __per_cpu_offset[cpu] = (uintptr_t)area - (uintptr_t)percpu_start;
        host_cpus[cpu] = (struct host_cpu){.number = cpu, .percpu_offset = __per_cpu_offset[cpu]};
        set_cpu_possible(cpu, true);
        set_cpu_present(cpu, true);
        set_cpu_online(cpu, true);
        set_cpu_active(cpu, true);
    }
}

static void *run_cpu(void *own)
{
    static uint32_t arrived;

    host_this_cpu = own;
    pin(smp_processor_id());
    host_interrupts_begin();
    if (smp_processor_id() == 0)
        timers_init(NULL);
    /* All begin together, and after timers_init(). */
    __atomic_fetch_add(&arrived, 1, __ATOMIC_ACQ_REL);
    while (__atomic_load_n(&arrived, __ATOMIC_ACQUIRE) < nr_cpu_ids)
        cpu_relax();
    return (void *)(intptr_t)app_main_percpu(smp_processor_id());
}

/* Returns the first status that is not 0, by CPU. */
static int run_all_cpus(void)
{
    static pthread_t threads[NR_CPUS];
    int status = 0;

    for (unsigned int cpu = 0; cpu < nr_cpu_ids; cpu++)
        if (pthread_create(&threads[cpu], NULL, run_cpu, &host_cpus[cpu]) != 0)
            host_fail("no thread for CPU %u", cpu);
    for (unsigned int cpu = 0; cpu < nr_cpu_ids; cpu++) {
        void *result;
        pthread_join(threads[cpu], &result);
        status = status ? status : (int)(intptr_t)result;
    }
    return status;
}

int main(int argc, char **argv)
{
    if (sched_getaffinity(0, sizeof(usable), &usable) != 0)
        host_fail("the cores that may be used cannot be found out");
    nr_cpu_ids = default_cpus();
    muster_arch_uses_lse = (getauxval(AT_HWCAP) & HWCAP_ATOMICS) != 0;
    read_options(argc, argv);
    if (nr_cpu_ids > host_cores())
        host_turns_before_giving_way = TURNS_SHARED;
    clock_set_hz(arch_counter_hz());
    set_up_cpus();
    host_this_cpu = &host_cpus[0];
    counter_begin(NULL);
    barriers_early_init();
    barriers_init(cpu_online_mask);
    int status = run_all_cpus();
    printf("%u CPUs on %u cores, %s: status %d\n", nr_cpu_ids, host_cores(),
           muster_arch_uses_lse ? "LSE" : "exclusives", status);
    return status;
}
