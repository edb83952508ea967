/* SPDX-License-Identifier: MIT */
#include <muster/smp_call.h>

#include <errno.h>

#include <muster/irq.h>
#include <muster/order.h>
#include <muster/smp.h>

#include "arch/cpu.h"
#include "call/call_wait.h"
#include "ipi/call_queue.h"

/* The caller's side of cross calls: the functions of <muster/smp_call.h>. */

/* What a call counts as outstanding while its caller still sets bits: more than there are CPUs, so
 * that no CPU that returns early brings the count to 0. */
#define POSTING (UINT32_C(1) << 30)

static int run_here(smp_call_func_t func, void *info)
{
    uint64_t flags = arch_irq_save();
    func(info);
    arch_irq_restore(flags);
    return 0;
}

/* Claims this CPU's struct call of a kind, for @p count CPUs. If the previous call of this kind has
 * not returned yet, CALL_WAITED fails with -EBUSY (the previous call timed out and still runs on
 * some CPU), and CALL_UNWAITED waits for the previous call first (-EBUSY in a handler). */
static int claim(unsigned int self, enum call_kind kind, uint32_t count)
{
    struct call *call = call_of(self, kind);
    uint32_t none = 0;

    while (!__atomic_compare_exchange_n(&call->outstanding, &none, count, false, __ATOMIC_ACQUIRE,
                                        __ATOMIC_RELAXED)) {
        if (kind == CALL_WAITED || muster_in_irq())
            return -EBUSY;
        int error = call_wait(self, kind);
        if (error)
            return error;
        none = 0;
    }
    return 0;
}

/* ---- one CPU ------------------------------------------------------------------------------ */

static int call_one(unsigned int cpu, unsigned int self, smp_call_func_t func, void *info,
                    enum call_kind kind)
{
    struct call *call = call_of(self, kind);
    int error = claim(self, kind, 1);

    if (error)
        return error;
    call->func = func;
    call->info = info;
    if (!call_queue_set(cpu, self, kind)) {
        __atomic_store_n(&call->outstanding, 0, __ATOMIC_RELAXED);
        return -ENXIO;
    }
    return kind == CALL_WAITED ? call_wait(self, kind) : 0;
}

int smp_call_function_single(unsigned int cpu, smp_call_func_t func, void *info, bool wait)
{
    unsigned int self = smp_processor_id();

    if (!func)
        return -EINVAL;
    if (cpu == self)
        return run_here(func, info);
    if (!cpu_online(cpu))
        return -ENXIO;
    if (wait && muster_in_irq())
        return -EDEADLK;
    return call_one(cpu, self, func, info, wait ? CALL_WAITED : CALL_UNWAITED);
}

int smp_call_function_single_async(unsigned int cpu, call_single_data_t *csd)
{
    if (!csd || !csd->func)
        return -EINVAL;
    /* Only the caller makes its own csd busy. Relaxed: the stores below depend on the value
     * read. */
    if (__atomic_load_n(&csd->state, __ATOMIC_RELAXED) != CSD_IDLE)
        return -EBUSY;
    if (cpu == smp_processor_id())
        return run_here(csd->func, csd->info);
    if (!cpu_online(cpu))
        return -ENXIO;
    csd->state = CSD_PENDING;
    if (call_queue_push(cpu, csd))
        return 0;
    csd->state = CSD_IDLE;
    return -ENXIO;
}

/* ---- many CPUs ----------------------------------------------------------------------------- */

/* Collects in @p chosen the CPUs of @p mask that are online, without this CPU. Returns true if
 * @p mask has other CPUs as well, which are not online. */
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

/* Calls @p func on the CPUs of @p mask that are online, and on this CPU too, in the meantime, if
 * @p runs_here. */
static int call_many(const struct cpumask *mask, smp_call_func_t func, void *info, bool wait,
                     bool runs_here)
{
    unsigned int self = smp_processor_id();
    enum call_kind kind = wait ? CALL_WAITED : CALL_UNWAITED;
    struct call *call = call_of(self, kind);
    struct cpumask chosen;

    if (!func || !mask)
        return -EINVAL;
    if (wait && muster_in_irq())
        return -EDEADLK;
    int error = claim(self, kind, POSTING);
    if (error)
        return error;
    call->func = func;
    call->info = info;
    bool lacks_some = choose(mask, self, &chosen);
    unsigned int count = call_queue_set_many(&chosen, self, kind, &lacks_some);
    /* Put the true count in place of POSTING; CPUs that have returned already have subtracted
     * themselves. */
    __atomic_fetch_sub(&call->outstanding, POSTING - count, __ATOMIC_RELEASE);
    if (runs_here)
        run_here(func, info);
    if (wait)
        error = call_wait(self, kind);
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
