/* SPDX-License-Identifier: MIT */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include <muster/app.h>
#include <muster/bench.h>
#include <muster/clock.h>
#include <muster/cpuhp.h>
#include <muster/order.h>
#include <muster/smp.h>

/*
 * How long does the bring-up take when CPU_ON returns late, as with a firmware that waits for a
 * power controller? Just before CPU_ON the caller waits for as many microseconds as the argument
 * says. Under -icount the waits of several CPUs pass at the same time, as they should.
 */

static uint64_t wait_ticks;

/* Runs on the control CPU. It looks at the counter rarely: where the CPUs take turns, each look
 * ends a turn. */
static int wait_before_start(unsigned int cpu)
{
    const unsigned int spins = 200;
    uint64_t begin = muster_counter();

    (void)cpu;
    while (muster_counter() - begin < wait_ticks) {
        for (unsigned int spin = 0; spin < spins; spin++)
            muster_compiler_barrier();
        cpu_relax();
    }
    return 0;
}

__attribute__((constructor)) static void register_wait(void)
{
    const struct muster_args *args = muster_app_args();
    const uint64_t us_per_s = 1000000;
    uint64_t wait_us = args->argc > 1 ? strtoul(args->argv[1], NULL, 10) : 0;

    wait_ticks = wait_us * muster_counter_hz() / us_per_s;
    if (wait_ticks && cpuhp_setup_state_nocalls(CPUHP_BP_PREPARE_DYN, "bench:slow-start",
                                                wait_before_start, NULL) < 0)
        abort();
}

int app_main_percpu(unsigned int cpu)
{
    const struct muster_boot_times *times = muster_boot_times();
    const uint64_t ns_per_s = 1000000000;

    if (cpu == 0)
        printf("RESULT bench=hotplug figure=bringup_ns cpus=%u value=%" PRIu64 " unit=ns\n",
               num_online_cpus(),
               (times->smp_end_ticks - times->smp_begin_ticks) * ns_per_s / muster_counter_hz());
    return 0;
}
