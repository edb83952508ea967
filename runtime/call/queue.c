/* SPDX-License-Identifier: MIT */
#include "queue.h"

#include <stddef.h>

#include <muster/barrier.h>
#include <muster/percpu.h>
#include <muster/smp.h>

#include "../irq/irqchip.h"
#include "smp_call.h"

/* The end of a list that takes calls; a closed one is NULL, as every CPU's is at first. */
#define END ((call_single_data_t *)1)

/* A summary has a bit for the words of bits in which one may be set, several words to a bit on
 * builds for very many CPUs, and one that says that the CPU takes calls. */
#define SUMMARY_OPEN (UINT32_C(1) << 31)
#define SUMMARY_BITS 31

struct queue {
    call_single_data_t *list;
    uint32_t summary;
    struct cpumask callers; /* who has a call for many for this CPU */
};
static DEFINE_PER_CPU(struct queue, queues);
static DEFINE_PER_CPU(struct call_many, many);

struct call_many *call_many_of(unsigned int caller)
{
    return per_cpu_ptr(&many, caller);
}

static uint32_t summary_bit(unsigned int word)
{
    return UINT32_C(1) << word % SUMMARY_BITS;
}

/* ---- callers -------------------------------------------------------------------------------- */

bool call_queue_push(unsigned int cpu, call_single_data_t *call)
{
    call_single_data_t **list = &per_cpu_ptr(&queues, cpu)->list;
    call_single_data_t *first = __atomic_load_n(list, __ATOMIC_RELAXED);

    do {
        if (!first)
            return false;
        call->next = first;
        /* Release: the call is complete before it can be found; partner: take_list(). */
    } while (
        !__atomic_compare_exchange_n(list, &first, call, true, __ATOMIC_RELEASE, __ATOMIC_RELAXED));
    if (first == END)
        irqchip->send(cpu, IPI_CALL); /* there is one: the list was open */
    return true;
}

bool call_queue_clear(unsigned int cpu, unsigned int caller)
{
    uint64_t bit = UINT64_C(1) << caller % 64;
    return __atomic_fetch_and(&per_cpu_ptr(&queues, cpu)->callers.bits[caller / 64], ~bit,
                              __ATOMIC_ACQ_REL) &
           bit;
}

bool call_queue_has(unsigned int cpu, unsigned int caller)
{
    return cpumask_test_cpu(caller, &per_cpu_ptr(&queues, cpu)->callers);
}

enum set_result { SET_AND_FIRST, SET, NOT_SET };

static enum set_result set_bit(unsigned int cpu, unsigned int caller)
{
    struct queue *queue = per_cpu_ptr(&queues, cpu);

    /* The bit, then the summary, both with release; partner: take_callers(). */
    cpumask_set_cpu(caller, &queue->callers);
    uint32_t before =
        __atomic_fetch_or(&queue->summary, summary_bit(caller / 64), __ATOMIC_RELEASE);
    if (before == SUMMARY_OPEN)
        return SET_AND_FIRST;
    /* Closed: unless the CPU took the bit with its last look. */
    return before & SUMMARY_OPEN || !call_queue_clear(cpu, caller) ? SET : NOT_SET;
}

unsigned int call_queue_set(unsigned int caller, struct cpumask *cpus, bool *lacks_some)
{
    struct cpumask to_interrupt;
    unsigned int set = 0, interrupted = 0;

    cpumask_clear(&to_interrupt);
    for (unsigned int word = 0; word * 64 < nr_cpu_ids; word++) {
        for (uint64_t left = cpus->bits[word], bit; left; left ^= bit) {
            bit = left & -left;
            enum set_result result =
                set_bit(word * 64 + (unsigned int)__builtin_ctzll(bit), caller);
            set += result != NOT_SET;
            if (result == SET_AND_FIRST) {
                to_interrupt.bits[word] |= bit;
                interrupted++;
            } else if (result == NOT_SET) {
                cpus->bits[word] ^= bit;
                *lacks_some = true;
            }
        }
    }
    if (interrupted && interrupted + 1 == nr_cpu_ids)
        irqchip_broadcast(IPI_CALL);
    else if (interrupted)
        irqchip_send_mask(&to_interrupt, IPI_CALL);
    return set;
}

/* ---- the CPU --------------------------------------------------------------------------------- */

/* Makes a call that has been taken from the list; from IDLE on it is its caller's again. */
static void make(call_single_data_t *call)
{
    smp_call_func_t func = call->func;
    void *info = call->info;
    uint32_t waited = CALL_WAITED;

    if (__atomic_load_n(&call->state, __ATOMIC_RELAXED) == CALL_PENDING) {
        smp_store_release(&call->state, CALL_IDLE);
        func(info);
        return;
    }
    if (__atomic_compare_exchange_n(&call->state, &waited, CALL_RUNNING, false, __ATOMIC_RELAXED,
                                    __ATOMIC_RELAXED))
        func(info);
    smp_store_release(&call->state, CALL_IDLE); /* partner: the caller that waits */
}

/* The newest call comes first in the list: it is turned round. */
static void make_all(call_single_data_t *newest)
{
    call_single_data_t *oldest = END;

    if (newest->next == END) {
        make(newest);
        return;
    }
    while (newest != END) {
        call_single_data_t *next = newest->next;
        newest->next = oldest;
        oldest = newest;
        newest = next;
    }
    while (oldest != END) {
        call_single_data_t *next = oldest->next;
        make(oldest);
        oldest = next;
    }
}

static void make_call_of(unsigned int caller)
{
    struct call_many *call = per_cpu_ptr(&many, caller);

    call->func(call->info);
    /* Release: what it wrote is seen by a caller that has waited; partner: its acquire. */
    __atomic_fetch_sub(&call->outstanding, 1, __ATOMIC_RELEASE);
}

static void make_calls_of(struct queue *queue, unsigned int word)
{
    uint64_t callers = __atomic_exchange_n(&queue->callers.bits[word], 0, __ATOMIC_ACQUIRE);

    for (; callers; callers &= callers - 1)
        make_call_of(word * 64 + (unsigned int)__builtin_ctzll(callers));
}

static void make_calls_for_many(struct queue *queue, uint32_t summary)
{
    for (summary &= ~SUMMARY_OPEN; summary; summary &= summary - 1)
        for (unsigned int word = (unsigned int)__builtin_ctz(summary); word < MUSTER_CPUMASK_WORDS;
             word += SUMMARY_BITS)
            make_calls_of(queue, word);
}

void smp_call_serve(void)
{
    struct queue *queue = this_cpu_ptr(&queues);
    call_single_data_t *list = __atomic_load_n(&queue->list, __ATOMIC_RELAXED);

    if (!list)
        return; /* closed: an interrupt that was sent before */
    if (list != END)
        make_all(__atomic_exchange_n(&queue->list, END, __ATOMIC_ACQUIRE));
    if (__atomic_load_n(&queue->summary, __ATOMIC_RELAXED) != SUMMARY_OPEN)
        make_calls_for_many(queue,
                            __atomic_exchange_n(&queue->summary, SUMMARY_OPEN, __ATOMIC_ACQUIRE));
}

void smp_call_open(unsigned int cpu)
{
    struct queue *queue = per_cpu_ptr(&queues, cpu);

    if (!irqchip_ends_sleep())
        return;
    __atomic_store_n(&queue->summary, SUMMARY_OPEN, __ATOMIC_RELEASE);
    __atomic_store_n(&queue->list, END, __ATOMIC_RELEASE);
}

void smp_call_close(unsigned int cpu)
{
    struct queue *queue = per_cpu_ptr(&queues, cpu);
    call_single_data_t *list = __atomic_exchange_n(&queue->list, NULL, __ATOMIC_ACQUIRE);

    if (list && list != END)
        make_all(list);
    make_calls_for_many(queue, __atomic_exchange_n(&queue->summary, 0, __ATOMIC_ACQUIRE));
}
