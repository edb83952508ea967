/* SPDX-License-Identifier: MIT */
#include <stdint.h>

#include <muster/app.h>
#include <muster/irq.h>
#include <muster/mcs_lock.h>
#include <muster/percpu.h>
#include <muster/rwlock.h>
#include <muster/seqlock.h>

#include "args.h"
#include "check.h"
#include "exclusion.h"
#include "random.h"
#include "rendezvous.h"
#include "wait.h"

/*
 * usage: sync-locks TIMES
 *
 * All CPUs take a queued lock, a reader-writer lock and a sequence lock, TIMES times each, and
 * every time is counted; then each lock is taken in handlers too, and the order of those that wait
 * is checked.
 */

#define IRQ 160

static struct rendezvous meeting;

/* ---- queued lock ----------------------------------------------------------------------------- */

static DEFINE_MUSTER_MCS_LOCK(queued);
static struct exclusion counted; /* under the lock */

static void count_alone(void)
{
    CHECK(__atomic_load_n(&queued.tail, __ATOMIC_RELAXED) != 0);
    exclusion_count(&counted);
}

static void take_queued(unsigned long times)
{
    struct muster_mcs_node node;

    for (unsigned long i = 0; i < times; i++) {
        if (i % 4 == 3) {
            uint64_t flags;
            muster_mcs_lock_irqsave(&queued, &node, flags);
            CHECK(irqs_disabled());
            count_alone();
            muster_mcs_unlock_irqrestore(&queued, &node, flags);
            CHECK(!irqs_disabled());
            continue;
        }
        if (i % 4 != 1 || !muster_mcs_trylock(&queued, &node))
            muster_mcs_lock(&queued, &node);
        count_alone();
        muster_mcs_unlock(&queued, &node);
    }
}

/* Checks that the first to come is served first: CPU 0 holds the lock while CPU 1 comes, then CPU
 * 2, ... */
static void queue_up(unsigned int self)
{
    static uint64_t last_node; /* of the CPU that has come last */
    static uint32_t come, served;
    struct muster_mcs_node node;

    if (self == 0) {
        muster_mcs_lock(&queued, &node);
        last_node = (uint64_t)&node;
        smp_store_release(&come, 1);
        wait_for(&come, nr_cpu_ids);
        CHECK(served == 0 && !muster_mcs_trylock(&queued, &(struct muster_mcs_node){0}));
    } else {
        wait_for(&come, self);
        wait_until(__atomic_load_n(&queued.tail, __ATOMIC_RELAXED) == last_node);
        last_node = (uint64_t)&node;
        smp_store_release(&come, self + 1);
        muster_mcs_lock(&queued, &node);
        CHECK(++served == self);
    }
    muster_mcs_unlock(&queued, &node);
    rendezvous(&meeting);
    CHECK(queued.tail == 0 && served == nr_cpu_ids - 1);
    rendezvous(&meeting);
}

/* ---- reader-writer lock ---------------------------------------------------------------------- */

static DEFINE_MUSTER_RWLOCK(shared);
static uint64_t written[2]; /* under the lock */
static uint32_t readers, writers, reads;

static void read_once(void)
{
    __atomic_add_fetch(&readers, 1, __ATOMIC_RELAXED);
    CHECK(__atomic_load_n(&writers, __ATOMIC_RELAXED) == 0);
    uint64_t first = written[0];
    cpu_relax();
    CHECK(first == written[1] && first == written[0]);
    __atomic_sub_fetch(&readers, 1, __ATOMIC_RELAXED);
    __atomic_add_fetch(&reads, 1, __ATOMIC_RELAXED);
}

static void write_once(void)
{
    CHECK(__atomic_add_fetch(&writers, 1, __ATOMIC_RELAXED) == 1);
    CHECK(__atomic_load_n(&readers, __ATOMIC_RELAXED) == 0);
    written[0]++;
    cpu_relax();
    written[1]++;
    __atomic_sub_fetch(&writers, 1, __ATOMIC_RELAXED);
}

static uint32_t take_shared(unsigned int self, unsigned long times)
{
    uint32_t random = self, own_writes = 0;

    for (unsigned long i = 0; i < times; i++) {
        uint64_t flags;
        switch (random_next(&random) % 8) {
        case 0:
            muster_rwlock_write_lock_irqsave(&shared, flags);
            write_once();
            muster_rwlock_write_unlock_irqrestore(&shared, flags);
            own_writes++;
            break;
        case 1:
            if (!muster_rwlock_write_trylock(&shared))
                muster_rwlock_write_lock(&shared);
            write_once();
            muster_rwlock_write_unlock(&shared);
            own_writes++;
            break;
        case 2:
            muster_rwlock_read_lock_irqsave(&shared, flags);
            read_once();
            muster_rwlock_read_unlock_irqrestore(&shared, flags);
            break;
        default:
            if (!muster_rwlock_read_trylock(&shared))
                muster_rwlock_read_lock(&shared);
            read_once();
            muster_rwlock_read_unlock(&shared);
        }
    }
    return own_writes;
}

/* Checks that readers hold the lock together, and that none gets it once a writer waits. */
static void meet_as_readers(unsigned int self)
{
    static uint32_t in, looked, wants, wrote;

    muster_rwlock_read_lock(&shared);
    __atomic_add_fetch(&in, 1, __ATOMIC_RELEASE);
    wait_for(&in, nr_cpu_ids);
    CHECK(!muster_rwlock_write_trylock(&shared));
    if (nr_cpu_ids > 2 && self == 1) {
        muster_rwlock_read_unlock(&shared);
        smp_store_release(&wants, 1);
        muster_rwlock_write_lock(&shared);
        smp_store_release(&wrote, 1);
        muster_rwlock_write_unlock(&shared);
    } else if (nr_cpu_ids > 2) {
        wait_for(&wants, 1);
        wait_until(__atomic_load_n(&shared.state, __ATOMIC_RELAXED) & MUSTER_RWLOCK_WAITS);
        CHECK(!muster_rwlock_read_trylock(&shared) && !smp_load_acquire(&wrote));
        __atomic_add_fetch(&looked, 1, __ATOMIC_RELEASE);
        wait_for(&looked, nr_cpu_ids - 1);
        muster_rwlock_read_unlock(&shared);
        muster_rwlock_read_lock(&shared); /* behind the writer */
        CHECK(smp_load_acquire(&wrote));
        muster_rwlock_read_unlock(&shared);
    } else {
        muster_rwlock_read_unlock(&shared);
    }
    rendezvous(&meeting);
    CHECK(shared.state == 0);
    rendezvous(&meeting);
}

/* ---- sequence lock --------------------------------------------------------------------------- */

static DEFINE_MUSTER_SEQLOCK(sequence);
static uint64_t pair[2]; /* the second is the complement of the first */

static DEFINE_PER_CPU(uint32_t, random_pauses);

/* Lets others come in between: more than one CPU, or one more than once. */
static void pause_a_while(void)
{
    relax(random_next(this_cpu_ptr(&random_pauses)) % 4);
}

static void write_pair(void)
{
    uint64_t next = muster_seqlock_load(&pair[0]) + 1;

    muster_seqlock_store(&pair[0], next);
    pause_a_while();
    muster_seqlock_store(&pair[1], ~next);
}

static uint64_t read_pair(void)
{
    uint64_t first, second;
    uint32_t start;

    do {
        start = muster_seqlock_read_begin(&sequence);
        first = muster_seqlock_load(&pair[0]);
        pause_a_while();
        second = muster_seqlock_load(&pair[1]);
    } while (muster_seqlock_read_retry(&sequence, start));
    CHECK(second == ~first);
    return first;
}

static uint32_t take_sequence(unsigned int self, unsigned long times)
{
    uint32_t random = self, own_writes = 0;
    uint64_t last = 0;

    this_cpu_write(random_pauses, self);
    for (unsigned long i = 0; i < times; i++) {
        if (random_next(&random) % 8 == 0) {
            uint64_t flags;
            muster_seqlock_write_begin_irqsave(&sequence, flags);
            write_pair();
            muster_seqlock_write_end_irqrestore(&sequence, flags);
            own_writes++;
        } else if (random_next(&random) % 8 == 0) {
            muster_seqlock_exclude_writers(&sequence);
            CHECK(pair[1] == ~pair[0] && pair[0] >= last);
            muster_seqlock_admit_writers(&sequence);
        }
        uint64_t now = read_pair();
        CHECK(now >= last);
        last = now;
    }
    return own_writes;
}

/* ---- a program against its CPU's handlers ---------------------------------------------------- */

static uint32_t handled;

static bool take_all(unsigned int irq, void *argument)
{
    struct muster_mcs_node node;

    (void)irq;
    (void)argument;
    muster_mcs_lock(&queued, &node);
    count_alone();
    muster_mcs_unlock(&queued, &node);
    muster_rwlock_write_lock(&shared);
    write_once();
    muster_rwlock_write_unlock(&shared);
    read_pair();
    muster_seqlock_write_begin(&sequence);
    write_pair();
    muster_seqlock_write_end(&sequence);
    smp_store_release(&handled, handled + 1);
    return true;
}

static void exclude_handlers(void)
{
    const uint32_t rounds = 300;
    struct muster_mcs_node node;

    CHECK(muster_irq_request(IRQ, take_all, NULL, "locks") == 0);
    for (uint32_t round = 1; round <= rounds; round++) {
        uint64_t flags, more_flags, most_flags;
        muster_mcs_lock_irqsave(&queued, &node, flags);
        muster_rwlock_read_lock_irqsave(&shared, more_flags);
        muster_seqlock_write_begin_irqsave(&sequence, most_flags);
        CHECK(muster_irq_raise(IRQ) == 0);
        count_alone();
        read_once();
        write_pair();
        muster_seqlock_write_end_irqrestore(&sequence, most_flags);
        muster_rwlock_read_unlock_irqrestore(&shared, more_flags);
        muster_mcs_unlock_irqrestore(&queued, &node, flags);
        wait_for(&handled, round);
    }
}

int app_main_percpu(unsigned int cpu)
{
    static uint32_t shared_writes, sequence_writes;
    unsigned long times = arg_number(1);
    uint64_t all = nr_cpu_ids * times;

    if (cpu == 0)
        pair[1] = ~UINT64_C(0);
    rendezvous(&meeting);
    take_queued(times);
    __atomic_add_fetch(&shared_writes, take_shared(cpu, times), __ATOMIC_RELAXED);
    __atomic_add_fetch(&sequence_writes, take_sequence(cpu, times), __ATOMIC_RELAXED);
    rendezvous(&meeting);
    CHECK(counted.counts[0] == all && counted.counts[1] == all);
    CHECK(written[0] == shared_writes && written[1] == shared_writes);
    CHECK(shared_writes + reads == all);
    CHECK(pair[0] == sequence_writes);
    rendezvous(&meeting);
    queue_up(cpu);
    meet_as_readers(cpu);
    if (cpu == 0)
        exclude_handlers();
    return 0;
}
