/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_FORK_H
#define MUSTER_FORK_H

#include <stdint.h>

#include <muster/linkage.h>

MUSTER_BEGIN_DECLS

/*
 * Fork and join: one CPU gives others functions to run, and waits for them. A program of that kind
 * returns 0 from app_main_percpu() at once on all CPUs but one (docs/fork.md).
 */

/**
 * Hands @p function to @p cpu, which waits in the runtime, and does not wait itself. As
 * muster_run_on() in <muster/app.h>, but cheaper: the function has no result, and what it prints
 * without the end of a line may stay with its CPU until that goes to sleep or the program ends.
 *
 * @param cpu       a CPU that has no function: after muster_join(), it has none
 * @param function  called on it with @p argument, on the CPU's whole stack, interrupts unmasked. It
 *                  may fork and join in turn.
 * @return 0: it has been handed over; -EINVAL no such CPU or no function; -ENODEV the CPU is not
 *         up, or on its way down; -EBUSY it has a function already (app_main_percpu() is one, the
 *         caller's own too), or app_main_percpu() is still to begin.
 * **Context:** a function of the application on any CPU.
 * **Ordering:** what the caller wrote before is seen by the function.
 * Cost: about 60 instructions here. A fork and its join take 230 on both CPUs together while @p cpu
 * still looks for work, and an interrupt and 100 more when it sleeps (docs/fork.md).
 */
int muster_fork(unsigned int cpu, void (*function)(void *argument), void *argument);

/**
 * Waits until @p cpu has no function: the one that muster_fork() or muster_run_on() gave it, or
 * app_main_percpu(), has returned. It does not matter who handed it over, and more than one CPU may
 * wait. At most fork.timeout_ms (kernel command line; 600000, ten minutes).
 *
 * @return 0; -EINVAL no such CPU; -EDEADLK for the calling CPU; -EBUSY app_main_percpu() is still
 *         to begin; -ENODEV the CPU is not up, or has gone down: what it was given has returned all
 *         the same, for no CPU goes down in the middle of a function; -ETIMEDOUT: the CPU and what
 *         it is doing are printed, it still has its function, and can be joined again.
 * **Context:** a function of the application on any CPU, interrupts unmasked; waits as
 * muster_wait_while_equal() does: looks first, then sleeps.
 * **Ordering:** what the function wrote is seen after 0; partner: the function's return (release).
 * Cost: about 45 instructions when there is nothing to wait for.
 */
int muster_join(unsigned int cpu);

/**
 * muster_join() with an end of its own, which prints nothing.
 * @param timeout_ns  the longest wait, in ns; 0 only looks
 * @return as muster_join()
 */
int muster_join_timeout(unsigned int cpu, uint64_t timeout_ns);

MUSTER_END_DECLS

#endif
