/* SPDX-License-Identifier: MIT */
#include <assert.h>
#include <errno.h>
#include <libfdt.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <muster/app.h>
#include <muster/fdt.h>
#include <muster/percpu.h>
#include <muster/smp.h>
#include <muster/spinlock.h>

#include "answer.h"

/* Uses a little of everything that a program is linked with. */

extern const unsigned int assembled; /* part.S */

static DEFINE_PER_CPU(unsigned int, visits);
static _Thread_local unsigned int own = 1;
static DEFINE_SPINLOCK(lock);
static unsigned int arrived;

int app_main_percpu(unsigned int cpu)
{
    char *text = malloc(32);
    char *end;

    assert(text);
    own += cpu;
    this_cpu_inc(visits);
    snprintf(text, 32, "%.3f", sqrt(2.0 * cpu));
    assert(fabs(strtod(text, &end) - sqrt(2.0 * cpu)) < 0.001 && *end == '\0');
    free(text);
    long double wide = cpu; /* arithmetic by the compiler's library */
    assert(wide * wide + 1 == (long double)cpu * cpu + 1);
    errno = (int)cpu;

    spin_lock(&lock);
    arrived++;
    spin_unlock(&lock);
    printf("CPU %u of %u, core 0x%lx\n", cpu, num_online_cpus(),
           (unsigned long)cpu_logical_map(cpu));
    assert(fdt_path_offset(muster_fdt(), "/cpus") > 0);
    return own == 1 + cpu && errno == (int)cpu && this_cpu_read(visits) == 1 && assembled == 4711 &&
                   answer() == 42
               ? 0
               : 1;
}
