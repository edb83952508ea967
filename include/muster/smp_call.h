/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_SMP_CALL_H
#define MUSTER_SMP_CALL_H

#include <stdbool.h>
#include <stdint.h>

#include <muster/cpumask.h>
#include <muster/linkage.h>

MUSTER_BEGIN_DECLS

/**
 * @file
 * Cross calls: functions that run on other CPUs, in an interrupt there.
 *
 * The rules of handlers hold for these functions (<muster/irq.h>): they may not wait for anything.
 *
 * The function sees what the caller wrote before. A caller that has waited sees what the function
 * wrote. Calls from one CPU to another are made in their order, each kind for itself: those that
 * are waited for, those that are not, and those of the _async form.
 *
 * Waiting has no limit, unless the kernel command line sets call.timeout_ms: then a call that has
 * not been made in that time is withdrawn, with a report of the CPU that did not take it. CPUs that
 * wait for each other with interrupts masked are found at once in any case: the console shows their
 * back traces, and the call of one of them is withdrawn.
 *
 * @addtogroup work
 * @{
 */

/** A function that a cross call runs; @p info is the caller's argument. */
typedef void (*smp_call_func_t)(void *info);

/**
 * Runs a function on a CPU: in an interrupt there, or right here with interrupts masked.
 *
 * @param cpu   the CPU
 * @param func  the function
 * @param info  its argument
 * @param wait  true: returns when the function has returned
 * @retval 0           the function has run; without @p wait: it will run
 * @retval -ENXIO      @p cpu is not online, or not a CPU; the function has not run
 * @retval -EINVAL     no function
 * @retval -ETIMEDOUT  the call was not made in time; without @p wait: that of the call before
 * @retval -EBUSY      with @p wait: the function of an earlier call that has timed out still runs;
 *                     without, in a handler: the call before has not returned
 * @retval -EDEADLK    with @p wait: in a handler, or CPUs wait for each other with interrupts
 *                     masked
 *
 * Without @p wait, this CPU's last call without @p wait must have returned. The caller
 * waits for that, but not in a handler.
 *
 * **Context:** any online CPU; with @p wait not in handlers, and interrupts should be unmasked.
 * **Ordering:** the function sees what the caller wrote; with @p wait also the other way.
 */
int smp_call_function_single(unsigned int cpu, smp_call_func_t func, void *info, bool wait)
    MUSTER_LINK_NAME(smp_call_function_single);

/** A call that its caller owns: for many calls at a time, without waiting. Starts as zeroes. */
typedef struct __call_single_data {
    /** @cond internal */
    uint32_t state;
    struct __call_single_data *next;
    /** @endcond */
    /** The function. */
    smp_call_func_t func;
    /** Its argument. */
    void *info;
} call_single_data_t;

/**
 * Runs csd->func(csd->info) on a CPU, without waiting; on the calling CPU at once.
 *
 * @param cpu  the CPU
 * @param csd  the call; when its function runs, @p csd can be used again
 * @retval 0        the function will run
 * @retval -EBUSY   @p csd is under way
 * @retval -ENXIO   @p cpu is not online, or not a CPU
 * @retval -EINVAL  no function
 *
 * **Context:** any online CPU, handlers included; does not wait.
 * **Ordering:** the function sees what the caller wrote before.
 */
int smp_call_function_single_async(unsigned int cpu, call_single_data_t *csd)
    MUSTER_LINK_NAME(smp_call_function_single_async);

/**
 * Runs a function on the online CPUs of a mask except the calling CPU, on all of them at the same
 * time.
 *
 * @param mask  the CPUs
 * @param func  the function
 * @param info  its argument
 * @param wait  true: returns when the function has returned on all of them
 * @retval 0       as smp_call_function_single()
 * @retval -ENXIO  CPUs of the mask were not online; the others have been called
 * @return otherwise as smp_call_function_single()
 *
 * **Context, ordering:** those of smp_call_function_single().
 */
int smp_call_function_many(const struct cpumask *mask, smp_call_func_t func, void *info, bool wait)
    MUSTER_LINK_NAME(smp_call_function_many);

/**
 * Runs a function on all online CPUs, the calling CPU included: here with interrupts masked, while
 * it runs on the others.
 *
 * @param func  the function
 * @param info  its argument
 * @param wait  true: returns when the function has returned on all of them
 * @return as smp_call_function_many(); a CPU that goes down meanwhile is left out
 *
 * **Context, ordering:** those of smp_call_function_single().
 */
int on_each_cpu(smp_call_func_t func, void *info, bool wait) MUSTER_LINK_NAME(on_each_cpu);

/**
 * Stops CPUs in an interrupt, with interrupts masked, while a function runs on the calling CPU,
 * masked as well; then all go on. Nothing else runs on these CPUs meanwhile.
 *
 * @param function  the function
 * @param argument  its argument
 * @param mask      the CPUs to stop; NULL: all online CPUs
 * @retval -EINVAL     no function
 * @retval -ENXIO      a CPU of the mask is not online
 * @retval -EBUSY      another such call is under way
 * @retval -ETIMEDOUT  a CPU has not come within call.timeout_ms, if that is set; the console names
 *                     it. The function has not run
 * @retval -EDEADLK    in a handler, or with interrupts masked. The function has not run
 * @return otherwise what the function returned
 *
 * **Context:** any online CPU, interrupts unmasked; waits.
 * **Ordering:** the function sees all that the CPUs wrote before; they see afterwards all that it
 * wrote. For instructions that the function has changed, ISB and cache maintenance are its own.
 */
int muster_stop_machine(int (*function)(void *argument), void *argument,
                        const struct cpumask *mask);

/** @} */

MUSTER_END_DECLS

#endif
