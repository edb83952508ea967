/* SPDX-License-Identifier: MIT */
#include <stdint.h>

#include <muster/app.h>
#include <muster/irq.h>
#include <muster/smp_call.h>
#include <muster/spinlock.h>

#include "args.h"
#include "check.h"
#include "exclusion.h"
#include "rendezvous.h"
#include "wait.h"

/*
 * usage: sync-spinlock TIMES
 *
 * All CPUs take one lock, TIMES times each; then CPU 0 lets them queue up, and takes it in a
 * program and in its handlers.
 */

#define IRQ 160

static struct rendezvous meeting;
static DEFINE_SPINLOCK(lock);
static struct exclusion counted; /* under the lock */

static void count_locked(void)
{
    CHECK(spin_is_locked(&lock));
    exclusion_count(&counted);
}

static void exclude(unsigned long times)
{
    uint64_t flags;

    for (unsigned long i = 0; i < times; i++) {
        if (i % 4 == 3) {
            spin_lock_irqsave(&lock, flags);
            CHECK(irqs_disabled());
            count_locked();
            spin_unlock_irqrestore(&lock, flags);
            CHECK(!irqs_disabled());
        } else {
            if (i % 4 != 1 || !spin_trylock(&lock))
                spin_lock(&lock);
            count_locked();
            spin_unlock(&lock);
        }
    }
}

/* ---- first come, first served ---------------------------------------------------------------- */

static uint32_t served; /* under the lock */

static uint32_t tickets_drawn(void)
{
    return (uint32_t)(__atomic_load_n(&lock.tickets, __ATOMIC_RELAXED) >> MUSTER_TICKET_SHIFT);
}

static void queue_up(unsigned int self)
{
    static uint32_t drawn_before;

    if (self == 0) {
        spin_lock(&lock);
        smp_store_release(&drawn_before, tickets_drawn());
    }
    rendezvous(&meeting);
    if (self == 0) {
        wait_until(tickets_drawn() == drawn_before + nr_cpu_ids - 1);
        CHECK(!spin_trylock(&lock) && served == 0);
    } else {
        /* CPU 1 comes first, then CPU 2, ... */
        wait_until(tickets_drawn() == drawn_before + self - 1);
        spin_lock(&lock);
        CHECK(++served == self);
    }
    spin_unlock(&lock);
    rendezvous(&meeting);
    CHECK(!spin_is_locked(&lock));
    rendezvous(&meeting);
}

/* The halves wrap round on their own. */
static void check_wrap(void)
{
    static spinlock_t near_end;

    near_end.tickets = UINT64_C(0xfffffffdfffffffd);
    for (unsigned int i = 0; i < 6; i++) {
        CHECK(!spin_is_locked(&near_end));
        if (i % 2)
            CHECK(spin_trylock(&near_end));
        else
            spin_lock(&near_end);
        CHECK(spin_is_locked(&near_end) && !spin_trylock(&near_end));
        spin_unlock(&near_end);
    }
    spin_lock_init(&near_end);
    CHECK(!spin_is_locked(&near_end));
}

/* ---- a program against its CPU's handlers ---------------------------------------------------- */

static uint32_t handled;

static bool take_in_handler(unsigned int irq, void *argument)
{
    (void)irq;
    (void)argument;
    spin_lock(&lock);
    count_locked();
    spin_unlock(&lock);
    smp_store_release(&handled, handled + 1);
    return true;
}

static void exclude_handlers(void)
{
    uint64_t flags;
    const uint32_t rounds = 500;

    CHECK(muster_irq_request(IRQ, take_in_handler, NULL, "locks") == 0);
    for (uint32_t round = 1; round <= rounds; round++) {
        spin_lock_irqsave(&lock, flags);
        CHECK(muster_irq_raise(IRQ) == 0);
        count_locked();
        spin_unlock_irqrestore(&lock, flags);
        wait_for(&handled, round);
    }
}

int app_main_percpu(unsigned int cpu)
{
    rendezvous(&meeting);
    exclude(arg_number(1));
    rendezvous(&meeting);
    CHECK(counted.counts[0] == nr_cpu_ids * arg_number(1) &&
          counted.counts[1] == counted.counts[0]);
    rendezvous(&meeting);
    queue_up(cpu);
    if (cpu == 0) {
        check_wrap();
        exclude_handlers();
    }
    return 0;
}
