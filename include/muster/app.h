/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_APP_H
#define MUSTER_APP_H

#include <muster/linkage.h>

MUSTER_BEGIN_DECLS

/**
 * The application: the one function that a program linked with Muster defines.
 *
 * The runtime calls it once on every CPU that is online when the boot is over, on all of them
 * together: no CPU enters before the last one has finished its hotplug states.
 *
 * What the application may count on, on every CPU:
 *  - Exception level: EL1, or EL2 with VHE when the runtime was built with MUSTER_STAY_AT_EL2 and
 *    the CPU has VHE. Two stacks are in use: SP_EL0 for the application, SP_ELx for exceptions.
 *  - MMU and caches are on. Virtual address = physical address; RAM is Normal Inner Shareable
 *    write-back memory, readable and writable and never executable; the program's own text is
 *    executable and read-only, its constants are read-only; page 0 is not mapped; a device is
 *    mapped once a driver of the runtime or muster_map_device() has asked for it.
 *  - The stack: MUSTER_STACK_BYTES (build option, 16 KiB by default), with an unmapped page below
 *    it; running into that page ends the program with a report that says so.
 *  - Interrupts: unmasked. The runtime takes its own (stop, wake-up); no other is enabled.
 *  - FP and SIMD registers may be used.
 *  - libc: errno and every _Thread_local variable belong to the CPU; malloc, free and stdio may be
 *    called from all CPUs at once; a line written to stdout or stderr in one or more calls comes
 *    out whole. Constructors have run once, on CPU 0; destructors and atexit() functions run once.
 *  - Caller-owned: TPIDR_EL1 holds the per-CPU offset, TPIDR_EL0 libc's thread pointer and
 *    TPIDRRO_EL0 the CPU's number. Do not write them.
 *
 * @param cpu  this CPU's logical number, 0 to nr_cpu_ids - 1; the boot CPU is 0.
 * @return 0 for success. When all CPUs have returned the program ends: its exit status is 0 if all
 *         returned 0, otherwise the value of the lowest-numbered CPU that did not, clamped to
 *         1..255. A CPU that returns early waits in the runtime, asleep.
 *
 * exit(status) from any CPU ends the program at once; so do abort(), a failed assert(), panic() and
 * every unexpected exception, these with a non-zero status.
 *
 * **Context:** every online CPU, interrupts unmasked, may wait.
 */
int app_main_percpu(unsigned int cpu);

/**
 * The exit status when every CPU that ran returned 0, but a CPU that was to be brought up did not
 * come; cpuhp.allow_missing=1 on the kernel command line makes it 0.
 */
#define MUSTER_MISSING_CPU_EXIT_STATUS 125

/**
 * The words after "--" on the kernel command line, as main() gets them: argv[0] is "app",
 * since a command line has no name for the program; argv[argc] is NULL. Double quotes keep a word
 * with spaces together.
 *
 * **Context:** any CPU, from the first constructor on; does not change afterwards.
 */
struct muster_args {
    int argc;
    char **argv;
};
const struct muster_args *muster_app_args(void);

MUSTER_END_DECLS

#endif
