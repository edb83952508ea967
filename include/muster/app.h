/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_APP_H
#define MUSTER_APP_H

#include <stdbool.h>
#include <stdint.h>

#include <muster/arch/compiled_for.h>
#include <muster/linkage.h>

MUSTER_BEGIN_DECLS

/**
 * @file
 * The application: app_main_percpu(), its arguments, and work for CPUs that wait in the runtime.
 *
 * @addtogroup start
 * @{
 */

/**
 * Asks for stacks of @p bytes bytes, rounded up to whole pages: `MUSTER_STACK_SIZE(65536);` at file
 * scope, once in a file. The largest size of the program counts. It counts instead of STACK_BYTES
 * of muster_add_app() and of the size that an installed runtime has; the option `stack=SIZE` of
 * the command line counts instead of all of them.
 */
#define MUSTER_STACK_SIZE(bytes)                                                                   \
    __attribute__((                                                                                \
        used, section(".muster_stack_sizes"))) static const uint64_t muster_stack_size = (bytes)

/**
 * The application: the one function that a program linked with Muster defines.
 *
 * The runtime calls it once on every CPU that is online when the boot is over, on all of them
 * together: no CPU enters before the last one has finished its hotplug states.
 *
 * What the application may count on, on every CPU:
 *  - Exception level: EL1, or EL2 with VHE when the runtime was built with MUSTER_STAY_AT_EL2 and
 *    the CPU has VHE. Two stacks are in use: SP_EL0 for the application and for handlers, SP_ELx
 *    for exceptions.
 *  - MMU and caches are on. Virtual address = physical address; RAM is Normal Inner Shareable
 *    write-back memory, readable and writable and never executable; the program's own text is
 *    executable and read-only, its constants are read-only; page 0 is not mapped; a device is
 *    mapped once a driver of the runtime or muster_map_device() has asked for it.
 *  - The stack: MUSTER_STACK_BYTES (build option, 16 KiB by default), or as
 *    MUSTER_STACK_SIZE() or the option `stack=SIZE` say. Unmapped memory lies below it; running
 *    into that ends the program with a report that says so.
 *  - Interrupts: unmasked. The runtime takes its own (between CPUs, the timer); others are enabled
 *    by <muster/irq.h>. Handlers have a stack of their own.
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
 *         1..255. A CPU that returns early waits in the runtime, asleep, until the program ends or
 *         another CPU has work for it (muster_run_on()); it can be taken down (cpu_down())
 *         meanwhile. A CPU that comes up later does not call this function by itself.
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

/** Arguments, as main() gets them. */
struct muster_args {
    /** The number of words. */
    int argc;
    /** The words; argv[0] is "app", since a command line has no name for the program; argv[argc] is
     * NULL. */
    char **argv;
};

/**
 * Returns the words after "--" on the kernel command line. Double quotes keep a word with spaces
 * together.
 *
 * @return the arguments, which do not change
 *
 * **Context:** any CPU, from the first constructor on.
 */
const struct muster_args *muster_app_args(void);

/** @} */

/**
 * @addtogroup work
 * @{
 */

/**
 * Hands a function to a CPU that waits in the runtime, and returns at once.
 *
 * The function runs there as app_main_percpu() did, on the CPU's whole stack, and the program does
 * not end before it has returned. Its result counts as the CPU's if that was 0 so far: an exit
 * status. To run the application again on a CPU that was down, hand over a function that calls it.
 *
 * @param cpu       a CPU that is idle (muster_cpu_is_idle())
 * @param function  called on that CPU
 * @param argument  the function's argument
 * @retval 0        the function has been handed over
 * @retval -EINVAL  no such CPU, or no function
 * @retval -ENODEV  the CPU is not up, or on its way down
 * @retval -EBUSY   it has a function already, or app_main_percpu() is still to begin
 *
 * **Context:** a function of the application on any CPU; does not wait.
 * **Ordering:** the function sees what the caller wrote before.
 */
int muster_run_on(unsigned int cpu, int (*function)(void *argument), void *argument);

/**
 * Returns true if a CPU is up and has nothing to do.
 *
 * @param cpu  the CPU
 * @return true if muster_run_on() can hand a function to it
 *
 * **Context:** any CPU, any time; does not wait.
 * **Ordering:** acquire if it returns true: the caller sees what the CPU's last function wrote.
 */
bool muster_cpu_is_idle(unsigned int cpu);

/**
 * Does what the runtime wants of this CPU, and returns true if the CPU is asked to leave. Call it
 * now and then in functions that run for long.
 *
 * What the runtime wants are callbacks of a hotplug state that is being registered.
 *
 * @return true if another CPU has called cpu_down() for this CPU: finish, and return to the
 *         runtime. It becomes false again when the other CPU has given up waiting
 *
 * **Context:** the application, interrupts unmasked, holding nothing that a callback may need; may
 * run callbacks. **Cost:** a few instructions when there is nothing to do.
 */
bool muster_checkpoint(void);

/**
 * Names a function that cpu_down() calls before it waits for a CPU to leave: to wake that CPU up or
 * tell it by the application's own means.
 *
 * @param function  called on the CPU that called cpu_down(), with the CPU that is to leave; NULL:
 *                  none
 *
 * **Context:** any CPU.
 */
void muster_on_leave(void (*function)(unsigned int cpu));

/** @} */

MUSTER_END_DECLS

#endif
