/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_FORK_H
#define MUSTER_FORK_H

#include <stdint.h>

#include <muster/linkage.h>

MUSTER_BEGIN_DECLS

/**
 * @file
 * Fork and join: one CPU gives other CPUs functions to run, and waits for them.
 *
 * A program of that kind returns 0 from app_main_percpu() at once on all CPUs but one
 * (docs/fork.md).
 *
 * @addtogroup work
 * @{
 */

/**
 * Hands a function to a CPU that waits in the runtime, and returns at once.
 *
 * It is muster_run_on() at a lower cost: the function has no result. What it prints without the end
 * of a line may stay with its CPU until the CPU goes to sleep or the program ends.
 *
 * @param cpu       a CPU that has no function; after muster_join() it has none
 * @param function  called on that CPU, on its whole stack, with interrupts unmasked; it may fork
 *                  and join in turn
 * @param argument  the function's argument
 * @retval 0        the function has been handed over
 * @retval -EINVAL  no such CPU, or no function
 * @retval -ENODEV  the CPU is not up, or on its way down
 * @retval -EBUSY   it has a function already (app_main_percpu() is one, the caller's own too), or
 *                  app_main_percpu() is still to begin
 *
 * **Context:** a function of the application on any CPU; does not wait.
 * **Ordering:** the function sees what the caller wrote before.
 * **Cost:** about 60 instructions. A fork and its join take 230 on both CPUs together while @p cpu
 * still looks for work, and an interrupt and 100 more when it sleeps (docs/fork.md).
 */
int muster_fork(unsigned int cpu, void (*function)(void *argument), void *argument);

/**
 * Waits until a CPU has no function: the one that muster_fork() or muster_run_on() gave it, or
 * app_main_percpu(), has returned.
 *
 * It does not matter which CPU handed the function over, and more than one CPU may wait. The wait
 * has no limit, unless the kernel command line sets fork.timeout_ms.
 *
 * @param cpu  the CPU to wait for
 * @retval 0           the CPU has no function
 * @retval -EINVAL     no such CPU
 * @retval -EDEADLK    it is the calling CPU
 * @retval -EBUSY      app_main_percpu() is still to begin
 * @retval -ENODEV     the CPU is not up, or has gone down. Its function has returned all the same:
 *                     no CPU goes down in the middle of a function
 * @retval -ETIMEDOUT  after fork.timeout_ms it still has its function, and can be joined again; the
 *                     console says what the CPU is doing
 *
 * **Context:** a function of the application on any CPU, interrupts unmasked; waits as
 * muster_wait_while_equal() does.
 * **Ordering:** after 0 the caller sees what the function wrote; partner: the function's return
 * (release). **Cost:** about 45 instructions when there is nothing to wait for.
 */
int muster_join(unsigned int cpu);

/**
 * Waits as muster_join() does, for a time of the caller's, and prints nothing.
 *
 * @param cpu         the CPU to wait for
 * @param timeout_ns  the longest wait, in nanoseconds; 0 only looks
 * @return as muster_join()
 *
 * **Context, ordering:** those of muster_join().
 */
int muster_join_timeout(unsigned int cpu, uint64_t timeout_ns);

/** @} */

MUSTER_END_DECLS

#endif
