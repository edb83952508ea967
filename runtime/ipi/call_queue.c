/* SPDX-License-Identifier: MIT */
#include "ipi/call_queue.h"

#include <stddef.h>

#include <muster/order.h>
#include <muster/percpu.h>
#include <muster/smp.h>

#include "arch/cpu.h"
#include "ipi/irqchip.h"

/* Both sides of the queue of cross calls: callers that add calls, and the CPU that makes them. */

/* The end of a list that is open. A closed list is NULL; every CPU's list is closed at first. */
#define END ((call_single_data_t *)1)

/* The summary of an inbox: SUMMARY_OPEN says that the inbox takes calls, and each lower bit says
 * that a word of `callers` may have a bit set. Builds for very many CPUs share one summary bit
 * among several words. */
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
        /* Release: the call is complete before the target CPU can find it. Partner:
         * smp_call_serve(). */
    } while (
        !__atomic_compare_exchange_n(list, &first, call, true, __ATOMIC_RELEASE, __ATOMIC_RELAXED));
    if (first == END)
        irqchip->send(cpu, IPI_CALL); /* irqchip is not NULL: the list was open */
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

/* What set_bit() has done: SET_AND_FIRST means that the inbox was empty and the target CPU must be
 * interrupted; NOT_SET that the inbox was closed. */
enum set_result { SET_AND_FIRST, SET, NOT_SET };

static inline enum set_result set_bit(struct inbox *inbox, unsigned int caller)
{
    /* Set the bit, then the summary, both with release. Partner: smp_call_serve(). */
    cpumask_set_cpu(caller, &inbox->callers);
    uint32_t before =
        __atomic_fetch_or(&inbox->summary, summary_bit(caller / 64), __ATOMIC_RELEASE);
    if (before == SUMMARY_OPEN)
        return SET_AND_FIRST;
    /* The inbox was closed, so take the bit back. If the bit is gone, the target CPU has taken it
     * in its last look and makes the call. */
    return before & SUMMARY_OPEN || !take_back(inbox, caller) ? SET : NOT_SET;
}

/* Interrupts are masked from setting the bit to sending the interrupt. Other callers find the inbox
 * no longer empty and rely on this CPU's interrupt; a handler that ran in between could wait for
 * one of them (muster_stop_machine()). */
bool call_queue_set(unsigned int cpu, unsigned int caller, enum call_kind kind)
{
    uint64_t flags = arch_irq_save();
    enum set_result result = set_bit(inbox_of(cpu, kind), caller);

    if (result == SET_AND_FIRST)
        irqchip->send(cpu, IPI_CALL); /* irqchip is not NULL: the inbox was open */
    arch_irq_restore(flags);
    return result != NOT_SET;
}

/* Sends IPI_CALL to the @p count CPUs in @p cpus. */
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

/* ---- the target CPU -------------------------------------------------------------------------- */

/* Makes a call taken from the list. CSD_IDLE gives the call back to its caller, so this CPU reads
 * the call first (release). */
static void make(call_single_data_t *call)
{
    smp_call_func_t func = call->func;
    void *info = call->info;

    smp_store_release(&call->state, CSD_IDLE);
    func(info);
}

/* Makes all calls of a list, oldest first. The list has the newest call first, so it is reversed
 * before. */
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
    /* Release: a caller that has waited sees what the function wrote. Partner: the acquire in
     * call_wait(). */
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
        return; /* closed: the interrupt was sent before this CPU closed its queue */
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
