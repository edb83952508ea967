/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_BENCH_H
#define MUSTER_BENCH_H

#include <stdint.h>

#include <muster/linkage.h>

MUSTER_BEGIN_DECLS

/**
 * When the boot reached what, as values of muster_counter(). QEMU's counter is 0 at reset; under
 * `-icount shift=0` it runs at 62.5 MHz on a clock of one nanosecond an instruction, so a tick is
 * 16 instructions, of all CPUs together.
 */
struct muster_boot_times {
    /** The boot CPU's first C function. */
    uint64_t start_ticks;
    /** Just before the first other CPU is started. */
    uint64_t smp_begin_ticks;
    /** When all CPUs that came are online, just before they are let into app_main_percpu(). */
    uint64_t smp_end_ticks;
};

/** **Context:** any CPU, in app_main_percpu(). */
const struct muster_boot_times *muster_boot_times(void);

MUSTER_END_DECLS

#endif
