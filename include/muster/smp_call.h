/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_SMP_CALL_H
#define MUSTER_SMP_CALL_H

#include <stdbool.h>
#include <stdint.h>

#include <muster/cpumask.h>
#include <muster/linkage.h>

MUSTER_BEGIN_DECLS

/*
 * Cross calls: functions that run on other CPUs, in an interrupt there. The rules of handlers hold
 * for them (<muster/irq.h>): a function may not wait for anything.
 *
 * What the caller wrote before is seen by the function; what the function wrote is seen by a caller
 * that has waited. Calls from one CPU to another are made in their order, each kind for itself:
 * those that are waited for, those that are not, and those of the _async form.
 *
 * Waiting is bounded: a call that has not been made within call.timeout_ms (kernel command line;
 * 10000) is withdrawn, with a report of the CPU that did not take it. Two or more CPUs that wait
 * for each other with interrupts masked are found at once: their back traces are printed and the
 * call of one of them is withdrawn.
 */

typedef void (*smp_call_func_t)(void *info);

/**
 * Runs @p func on @p cpu: in an interrupt there, or right here with interrupts masked.
 *
 * @param wait  whether to return only when the function has; with interrupts unmasked
 * @return 0; -ENXIO when @p cpu is not online (or not a CPU), the function has not run then;
 *         -EINVAL without a function. With @p wait: -ETIMEDOUT; -EBUSY while the function of an
 *         earlier call that has timed out still runs; -EDEADLK in a handler, or when the CPUs wait
 *         for each other with interrupts masked. Without: the call of this CPU before it that
 *         nobody waits for must have returned. That is waited for, and -EBUSY in a handler; when it
 *         has not been made in time it is withdrawn, and this one -ETIMEDOUT.
 * **Context:** any online CPU; handlers without @p wait.
 */
int smp_call_function_single(unsigned int cpu, smp_call_func_t func, void *info, bool wait)
    MUSTER_LINK_NAME(smp_call_function_single);

/** A call that its caller owns: for many at a time, without waiting. Starts as zeroes. */
typedef struct __call_single_data {
    uint32_t state;
    struct __call_single_data *next;
    smp_call_func_t func;
    void *info;
} call_single_data_t;

/**
 * Runs csd->func(csd->info) on @p cpu, without waiting; on the calling CPU at once.
 * @return 0; -EBUSY while @p csd is under way; -ENXIO, -EINVAL as above.
 * **Context:** any online CPU, handlers included. When the function runs @p csd can be used again.
 */
int smp_call_function_single_async(unsigned int cpu, call_single_data_t *csd)
    MUSTER_LINK_NAME(smp_call_function_single_async);

/**
 * Runs @p func on the online CPUs of @p mask but this one, on all of them at the same time.
 * @return 0; -ENXIO when CPUs of @p mask were not online: the others have been called; otherwise as
 *         smp_call_function_single().
 * **Context:** as smp_call_function_single().
 */
int smp_call_function_many(const struct cpumask *mask, smp_call_func_t func, void *info, bool wait)
    MUSTER_LINK_NAME(smp_call_function_many);

/**
 * Runs @p func on all online CPUs, this one included: here with interrupts masked, while it runs
 * on the others.
 * @return as smp_call_function_many(); a CPU that goes down meanwhile is left out.
 * **Context:** as smp_call_function_single().
 */
int on_each_cpu(smp_call_func_t func, void *info, bool wait) MUSTER_LINK_NAME(on_each_cpu);

/**
 * Brings the CPUs of @p mask together: when all of them are in the interrupt, with interrupts
 * masked, @p function runs on the calling CPU, masked as well; then all go on. NULL: all online
 * CPUs. Nothing else runs on these CPUs meanwhile.
 *
 * @return what @p function returned; -EINVAL without one; -ENXIO when a CPU of @p mask is not
 *         online; -EBUSY when another such call is under way; -ETIMEDOUT when a CPU does not come
 *         (it is named), -EDEADLK in a handler or with interrupts masked: the function has not run.
 * **Context:** any online CPU, interrupts unmasked; waits.
 * **Ordering:** all that the CPUs wrote before is seen by the function, all that it wrote is seen
 * by them afterwards. Instructions that it has changed are another matter: ISB and cache
 * maintenance are its own.
 */
int muster_stop_machine(int (*function)(void *argument), void *argument,
                        const struct cpumask *mask);

MUSTER_END_DECLS

#endif
