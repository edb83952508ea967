/* SPDX-License-Identifier: MIT */
#include "call/call_queue.h"

#include <stddef.h>

#include <muster/order.h>
#include <muster/percpu.h>
#include <muster/smp.h>

#include "arch.h"
#include "call/smp_call.h"
#include "irq/irqchip.h"

/* The end of a list that takes calls; a closed one is NULL, as every CPU's is at first. */
#define END ((call_single_data_t *)1)

/* A summary has a bit for the words of bits in which one may be set, several words to a bit on
 * builds for very many CPUs, and one that says that the CPU takes calls. */
#define SUMMARY_OPEN (UINT32_C(1) << 31)
#define SUMMARY_BITS 31

struct inbox {
    uint32_t summary;
    struct cpumask callers;
};
struct queue {
    call_single_data_t *list;
    struct inbox inboxes[CALL_KINDS];
};
static DEFINE_PER_CPU(struct queue, queues);

typedef struct call calls_by_kind[CALL_KINDS];
static DEFINE_PER_CPU(calls_by_kind, calls);

struct call *call_of(unsigned int caller, enum call_kind kind)
{
    return &per_cpu(calls, caller)[kind];
}

static struct inbox *inbox_of(unsigned int cpu, enum call_kind kind)
{
    return &per_cpu_ptr(&queues, cpu)->inboxes[kind];
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
        /* Release: the call is complete before it can be found; partner: smp_call_serve(). */
    } while (
        !__atomic_compare_exchange_n(list, &first, call, true, __ATOMIC_RELEASE, __ATOMIC_RELAXED));
    if (first == END)
        irqchip->send(cpu, IPI_CALL); /* there is one: the list was open */
    return true;
}

static bool take_back(struct inbox *inbox, unsigned int caller)
{
    uint64_t bit = UINT64_C(1) << caller % 64;
    return __atomic_fetch_and(&inbox->callers.bits[caller / 64], ~bit, __ATOMIC_ACQ_REL) & bit;
}

bool call_queue_has(unsigned int cpu, unsigned int caller, enum call_kind kind)
{
    return cpumask_test_cpu(caller, &inbox_of(cpu, kind)->callers);
}

void call_queue_withdraw(unsigned int caller, enum call_kind kind)
{
    unsigned int withdrawn = 0;

    for (unsigned int cpu = 0; cpu < nr_cpu_ids; cpu++)
        withdrawn += take_back(inbox_of(cpu, kind), caller);
    __atomic_fetch_sub(&call_of(caller, kind)->outstanding, withdrawn, __ATOMIC_RELAXED);
}

enum set_result { SET_AND_FIRST, SET, NOT_SET };

static inline enum set_result set_bit(struct inbox *inbox, unsigned int caller)
{
    /* The bit, then the summary, both with release; partner: smp_call_serve(). */
    cpumask_set_cpu(caller, &inbox->callers);
    uint32_t before =
        __atomic_fetch_or(&inbox->summary, summary_bit(caller / 64), __ATOMIC_RELEASE);
    if (before == SUMMARY_OPEN)
        return SET_AND_FIRST;
    /* Closed: unless the CPU took the bit with its last look. */
    return before & SUMMARY_OPEN || !take_back(inbox, caller) ? SET : NOT_SET;
}

/* Masked from the first bit to the interrupt: others count on it, and a handler of this CPU could
 * wait for them (muster_stop_machine()). */
bool call_queue_set(unsigned int cpu, unsigned int caller, enum call_kind kind)
{
    uint64_t flags = arch_irq_save();
    enum set_result result = set_bit(inbox_of(cpu, kind), caller);

    if (result == SET_AND_FIRST)
        irqchip->send(cpu, IPI_CALL); /* there is one: the inbox was open */
    arch_irq_restore(flags);
    return result != NOT_SET;
}

/* Sends to all of @p cpus, @p count of them. */
static void interrupt(const struct cpumask *cpus, unsigned int count)
{
    if (count && count + 1 == nr_cpu_ids)
        irqchip_broadcast(cpus, IPI_CALL);
    else if (count)
        irqchip_send_mask(cpus, IPI_CALL);
}

unsigned int call_queue_set_many(struct cpumask *cpus, unsigned int caller, enum call_kind kind,
                                 bool *lacks_some)
{
    struct cpumask to_interrupt;
    unsigned int set = 0, interrupted = 0;
    uint64_t flags = arch_irq_save();

    cpumask_clear(&to_interrupt);
    for (unsigned int word = 0; word * 64 < nr_cpu_ids; word++) {
        for (uint64_t left = cpus->bits[word], bit; left; left ^= bit) {
            unsigned int cpu = word * 64 + (unsigned int)__builtin_ctzll(left);
            bit = left & -left;
            enum set_result result = set_bit(inbox_of(cpu, kind), caller);
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
    interrupt(&to_interrupt, interrupted);
    arch_irq_restore(flags);
    return set;
}

/* ---- the CPU --------------------------------------------------------------------------------- */

/* Makes a call that has been taken from the list; from IDLE on it is its caller's again. */
static void make(call_single_data_t *call)
{
    smp_call_func_t func = call->func;
    void *info = call->info;

    smp_store_release(&call->state, CSD_IDLE);
    func(info);
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

static void make_call(struct call *call)
{
    call->func(call->info);
    /* Release: what it wrote is seen by a caller that has waited; partner: its acquire. */
    __atomic_fetch_sub(&call->outstanding, 1, __ATOMIC_RELEASE);
}

static void make_calls_of_word(struct inbox *inbox, enum call_kind kind, unsigned int word)
{
    uint64_t callers = __atomic_exchange_n(&inbox->callers.bits[word], 0, __ATOMIC_ACQUIRE);

    for (; callers; callers &= callers - 1)
        make_call(call_of(word * 64 + (unsigned int)__builtin_ctzll(callers), kind));
}

static void make_calls(struct inbox *inbox, enum call_kind kind, uint32_t summary)
{
    for (summary &= ~SUMMARY_OPEN; summary; summary &= summary - 1)
        for (unsigned int word = (unsigned int)__builtin_ctz(summary); word < MUSTER_CPUMASK_WORDS;
             word += SUMMARY_BITS)
            make_calls_of_word(inbox, kind, word);
}

void smp_call_serve(void)
{
    struct queue *queue = this_cpu_ptr(&queues);
    call_single_data_t *list = __atomic_load_n(&queue->list, __ATOMIC_RELAXED);

    if (!list)
        return; /* closed: an interrupt that was sent before */
    if (list != END)
        make_all(__atomic_exchange_n(&queue->list, END, __ATOMIC_ACQUIRE));
#pragma GCC unroll 2
    for (unsigned int kind = 0; kind < CALL_KINDS; kind++) {
        struct inbox *inbox = &queue->inboxes[kind];
        if (__atomic_load_n(&inbox->summary, __ATOMIC_RELAXED) != SUMMARY_OPEN)
            make_calls(inbox, (enum call_kind)kind,
                       __atomic_exchange_n(&inbox->summary, SUMMARY_OPEN, __ATOMIC_ACQUIRE));
    }
}

void smp_call_open(unsigned int cpu)
{
    struct queue *queue = per_cpu_ptr(&queues, cpu);

    if (!irqchip_ends_sleep())
        return;
    for (unsigned int kind = 0; kind < CALL_KINDS; kind++)
        __atomic_store_n(&queue->inboxes[kind].summary, SUMMARY_OPEN, __ATOMIC_RELEASE);
    __atomic_store_n(&queue->list, END, __ATOMIC_RELEASE);
}

void smp_call_close(unsigned int cpu)
{
    struct queue *queue = per_cpu_ptr(&queues, cpu);
    call_single_data_t *list = __atomic_exchange_n(&queue->list, NULL, __ATOMIC_ACQUIRE);

    if (list && list != END)
        make_all(list);
    for (unsigned int kind = 0; kind < CALL_KINDS; kind++) {
        struct inbox *inbox = &queue->inboxes[kind];
        make_calls(inbox, (enum call_kind)kind,
                   __atomic_exchange_n(&inbox->summary, 0, __ATOMIC_ACQUIRE));
    }
}
