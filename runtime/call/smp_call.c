/* SPDX-License-Identifier: MIT */
#include "smp_call.h"

#include <errno.h>
#include <stddef.h>

#include <muster/barrier.h>
#include <muster/irq.h>
#include <muster/percpu.h>
#include <muster/smp.h>

#include "../arch.h"
#include "../backoff.h"
#include "queue.h"
#include "wait.h"

/* The caller's side of cross calls. */

/* While it makes its calls known a caller counts as so many CPUs: none is the last to return. */
#define POSTING (UINT32_C(1) << 30)

/* The caller's own calls of one CPU: one that it waits for, and one that it does not. */
static DEFINE_PER_CPU(call_single_data_t, waited_call);
static DEFINE_PER_CPU(call_single_data_t, unwaited_call);
static DEFINE_PER_CPU(unsigned int, unwaited_cpu); /* who takes it, or took it */

static int run_here(smp_call_func_t func, void *info)
{
    uint64_t flags = arch_irq_save();
    func(info);
    arch_irq_restore(flags);
    return 0;
}

/* ---- one CPU ------------------------------------------------------------------------------ */

static bool claim(call_single_data_t *call, enum call_state state)
{
    uint32_t idle = CALL_IDLE;
    return __atomic_compare_exchange_n(&call->state, &idle, state, false, __ATOMIC_ACQUIRE,
                                       __ATOMIC_RELAXED);
}

static bool is_idle(const void *call)
{
    return smp_load_acquire(&((const call_single_data_t *)call)->state) == CALL_IDLE;
}

/* A call that this CPU has claimed. */
static int send(unsigned int cpu, call_single_data_t *call)
{
    if (call_queue_push(cpu, call))
        return 0;
    smp_store_release(&call->state, CALL_IDLE);
    return -ENXIO;
}

/* Takes a call back that has not been begun. One that has goes on; until it has returned the next
 * call of this CPU that waits is -EBUSY. */
static void withdraw_single(struct call_wait *wait)
{
    uint32_t waited = CALL_WAITED;
    __atomic_compare_exchange_n(&((call_single_data_t *)wait->call)->state, &waited, CALL_WITHDRAWN,
                                false, __ATOMIC_RELAXED, __ATOMIC_RELAXED);
}

static bool single_is_owed(const struct call_wait *wait, unsigned int cpu)
{
    const call_single_data_t *call = wait->call;
    return cpu == wait->cpu && __atomic_load_n(&call->state, __ATOMIC_RELAXED) == CALL_WAITED;
}

static int call_and_wait(unsigned int cpu, smp_call_func_t func, void *info)
{
    call_single_data_t *call = this_cpu_ptr(&waited_call);
    struct call_wait wait = {is_idle, single_is_owed, withdraw_single, call, cpu, 0};

    if (muster_in_irq())
        return -EDEADLK;
    if (!claim(call, CALL_WAITED))
        return -EBUSY;
    call->func = func;
    call->info = info;
    int error = send(cpu, call);
    return error ? error : call_wait(&wait);
}

static int call_without_wait(unsigned int cpu, smp_call_func_t func, void *info)
{
    call_single_data_t *call = this_cpu_ptr(&unwaited_call);
    /* For the earlier one's CPU, not for @p cpu. */
    struct call_wait wait = {is_idle, NULL, NULL, call, this_cpu_read(unwaited_cpu), 0};

    while (!claim(call, CALL_PENDING)) {
        if (muster_in_irq())
            return -EBUSY;
        int error = call_wait(&wait);
        if (error)
            return error;
    }
    call->func = func;
    call->info = info;
    this_cpu_write(unwaited_cpu, cpu);
    return send(cpu, call);
}

int smp_call_function_single(unsigned int cpu, smp_call_func_t func, void *info, bool wait)
{
    if (!func)
        return -EINVAL;
    if (cpu == smp_processor_id())
        return run_here(func, info);
    if (!cpu_online(cpu))
        return -ENXIO;
    return wait ? call_and_wait(cpu, func, info) : call_without_wait(cpu, func, info);
}

int smp_call_function_single_async(unsigned int cpu, call_single_data_t *csd)
{
    if (!csd || !csd->func)
        return -EINVAL;
    if (!is_idle(csd)) /* its caller's: nobody else makes it busy */
        return -EBUSY;
    if (cpu == smp_processor_id())
        return run_here(csd->func, csd->info);
    if (!cpu_online(cpu))
        return -ENXIO;
    csd->state = CALL_PENDING;
    return send(cpu, csd);
}

/* ---- many CPUs ----------------------------------------------------------------------------- */

static bool all_have_returned(const void *call)
{
    return smp_load_acquire(&((const struct call_many *)call)->outstanding) == 0;
}

static bool many_is_owed(const struct call_wait *wait, unsigned int cpu)
{
    (void)wait;
    return call_queue_has(cpu, wait->caller);
}

void smp_call_withdraw(void)
{
    unsigned int self = smp_processor_id(), withdrawn = 0;

    for (unsigned int cpu = 0; cpu < nr_cpu_ids; cpu++)
        withdrawn += call_queue_clear(cpu, self);
    __atomic_fetch_sub(&call_many_of(self)->outstanding, withdrawn, __ATOMIC_RELAXED);
}

static void withdraw_many(struct call_wait *wait)
{
    (void)wait;
    smp_call_withdraw();
}

/* Until this CPU's earlier call for many, which it did not wait for, has been made. */
static int claim_many(struct call_many *call, struct call_wait *wait)
{
    uint32_t none = 0;

    while (!__atomic_compare_exchange_n(&call->outstanding, &none, POSTING, false, __ATOMIC_ACQUIRE,
                                        __ATOMIC_RELAXED)) {
        if (muster_in_irq())
            return -EBUSY;
        int error = call_wait(wait);
        if (error)
            return error;
        none = 0;
    }
    return 0;
}

/* Those of @p mask that are online, but this one: whether there are others in it. */
static bool choose(const struct cpumask *mask, unsigned int self, struct cpumask *chosen)
{
    bool has_others = false;

    for (unsigned int word = 0; word < MUSTER_CPUMASK_WORDS; word++) {
        uint64_t wanted = mask->bits[word];
        if (word == self / 64)
            wanted &= ~(UINT64_C(1) << self % 64);
        chosen->bits[word] =
            wanted & __atomic_load_n(&cpu_online_mask->bits[word], __ATOMIC_ACQUIRE);
        has_others |= chosen->bits[word] != wanted;
    }
    return has_others;
}

/* Calls those of @p mask that are online, and runs @p func here meanwhile if @p runs_here. */
static int call_many(const struct cpumask *mask, smp_call_func_t func, void *info, bool wait,
                     bool runs_here)
{
    unsigned int self = smp_processor_id();
    struct call_many *call = call_many_of(self);
    struct call_wait waiting = {all_have_returned, many_is_owed, withdraw_many, call,
                                NR_CPUS,           self};
    struct cpumask chosen;

    if (!func || !mask)
        return -EINVAL;
    if (wait && muster_in_irq())
        return -EDEADLK;
    int error = claim_many(call, &waiting);
    if (error)
        return error;
    call->func = func;
    call->info = info;
    bool lacks_some = choose(mask, self, &chosen);
    unsigned int count = call_queue_set(self, &chosen, &lacks_some);
    /* The CPUs that have returned have been subtracted already. */
    __atomic_fetch_sub(&call->outstanding, POSTING - count, __ATOMIC_RELEASE);
    if (runs_here)
        run_here(func, info);
    if (wait)
        error = call_wait(&waiting);
    return error ? error : lacks_some && !runs_here ? -ENXIO : 0;
}

int smp_call_function_many(const struct cpumask *mask, smp_call_func_t func, void *info, bool wait)
{
    return call_many(mask, func, info, wait, false);
}

int on_each_cpu(smp_call_func_t func, void *info, bool wait)
{
    return call_many(cpu_online_mask, func, info, wait, true);
}
