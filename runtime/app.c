/* SPDX-License-Identifier: MIT */
#include "app.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>

#include <muster/app.h>
#include <muster/cmdline.h>
#include <muster/console.h>
#include <muster/panic.h>
#include <muster/percpu.h>
#include <muster/smp.h>

#include "idle.h"
#include "irqchip.h"
#include "percpu.h"
#include "smp_boot.h"

static uint32_t released;  /* set once by the boot CPU; partner: cpu_idle_until() */
static uint32_t running;   /* CPUs that have not returned yet */
static bool allow_missing; /* cpuhp.allow_missing */

/* Written by its CPU before it counts itself out of `running`; read by the last one out. */
static DEFINE_PER_CPU(int, app_status);

static int parse_allow_missing(const char *value)
{
    return muster_parse_bool(value, &allow_missing);
}
MUSTER_EARLY_PARAM("cpuhp.allow_missing", parse_allow_missing);

void app_release(unsigned int cpus)
{
    running = cpus;
    __atomic_store_n(&released, 1, __ATOMIC_RELEASE);
    irqchip_send_all_others(IPI_WAKE_UP);
}

/* 0, or the status of the lowest CPU that did not return 0, as an exit status can hold it. */
static int program_status(void)
{
    unsigned int cpu;
    for_each_online_cpu (cpu) {
        int status = per_cpu(app_status, cpu);
        if (status)
            return status < 1 ? 1 : status > 255 ? 255 : status;
    }
    return smp_all_arrived() || allow_missing ? 0 : MUSTER_MISSING_CPU_EXIT_STATUS;
}

void app_run(unsigned int cpu)
{
    cpu_idle_until(&released);
    this_cpu_write(app_status, app_main_percpu(cpu));
    if (!stack_end_is_intact(cpu))
        panic("CPU %u has used up its stack: the word at its end is gone", cpu);
    console_flush();
    /* Acquire and release: the last one out sees every CPU's status. */
    if (__atomic_sub_fetch(&running, 1, __ATOMIC_ACQ_REL) == 0)
        exit(program_status());
    cpu_idle();
}
