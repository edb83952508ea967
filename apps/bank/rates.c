/* SPDX-License-Identifier: MIT */
#include <muster/seqlock.h>

#include "bank.h"
#include "must.h"

/* The interest rates: read for each loan and by each inspection, written seldom. */

#define SPREAD_PERMILLE 5
#define MOST_PERMILLE 9

/* Inspectors, which are handlers, read the rates, so a writer masks interrupts. */
static DEFINE_MUSTER_SEQLOCK(lock);
static struct rates rates = {1, 1 + SPREAD_PERMILLE};

struct rates rates_now(void)
{
    struct rates now;
    uint32_t start;

    do {
        start = muster_seqlock_read_begin(&lock);
        now.credit_permille = muster_seqlock_load(&rates.credit_permille);
        now.debit_permille = muster_seqlock_load(&rates.debit_permille);
    } while (muster_seqlock_read_retry(&lock, start));
    return now;
}

void rates_change(void)
{
    uint64_t flags;

    muster_seqlock_write_begin_irqsave(&lock, flags);
    int64_t credit = rates.credit_permille % MOST_PERMILLE + 1;
    muster_seqlock_store(&rates.credit_permille, credit);
    muster_seqlock_store(&rates.debit_permille, credit + SPREAD_PERMILLE);
    muster_seqlock_write_end_irqrestore(&lock, flags);
}

/* Returns the interest that a branch has paid: a negative number if it has taken more. */
static int64_t pay_branch(struct branch *branch, struct rates now)
{
    int64_t paid = 0;
    uint64_t flags;

    muster_rwlock_write_lock_irqsave(&branch->lock, flags);
    for (unsigned int account = 0; account < ACCOUNTS; account++) {
        int64_t balance = branch->balances[account];
        int64_t rate = balance < 0 ? now.debit_permille : now.credit_permille;
        int64_t interest = balance * rate / 1000;

        branch_change(branch, account, interest);
        paid += interest;
    }
    muster_rwlock_write_unlock_irqrestore(&branch->lock, flags);
    return paid;
}

void rates_pay_interest(void)
{
    /* This takes long, and the rates must not change meanwhile. */
    muster_seqlock_exclude_writers(&lock);
    MUST(rates.debit_permille == rates.credit_permille + SPREAD_PERMILLE);
    for (unsigned int number = 0; number < BRANCHES; number++) {
        int64_t paid = pay_branch(&branches[number], rates);

        muster_percpu_counter_add(&created, paid);
        journal_add(ENTRY_INTEREST, paid);
    }
    muster_seqlock_admit_writers(&lock);
}
