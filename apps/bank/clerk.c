/* SPDX-License-Identifier: MIT */
#include <muster/atomic.h>
#include <muster/clock.h>

#include "bank.h"
#include "must.h"

/* What a clerk does: money goes from account to account, and is lent and repaid. */

#define MOST_MOVED 100u
#define LOAN 500
#define LOAN_EVERY 64u
#define STATEMENT_EVERY 8u
#define BACK_OFF_NS 200u
#define MOST_REFUSED 10000000u /* in a row: two seconds at least */

DEFINE_PER_CPU_UNCOPIED(struct clerk, clerks);

static unsigned int choose(struct clerk *clerk, unsigned int below)
{
    clerk->random = clerk->random * 1664525u + 1013904223u;
    return (clerk->random >> 8) % below;
}

/* ---- transfers ------------------------------------------------------------------------------- */

struct transfer {
    struct branch *from, *to;
    unsigned int from_account, to_account;
    int64_t amount;
};

/* Moves money if the second branch is free. The clerk does not wait for the second branch: another
 * clerk, which moves money the other way, could have it and wait for the first one. */
static bool try_to_move(const struct transfer *transfer)
{
    struct branch *from = transfer->from, *to = transfer->to;
    uint64_t flags;

    muster_rwlock_write_lock_irqsave(&from->lock, flags);
    bool has_both = from == to || muster_rwlock_write_trylock(&to->lock);
    if (has_both) {
        branch_change(from, transfer->from_account, -transfer->amount);
        branch_change(to, transfer->to_account, transfer->amount);
        if (from != to)
            muster_rwlock_write_unlock(&to->lock);
    }
    muster_rwlock_write_unlock_irqrestore(&from->lock, flags);
    return has_both;
}

static void move(struct clerk *clerk)
{
    const struct transfer transfer = {
        .from = &branches[choose(clerk, BRANCHES)],
        .to = &branches[choose(clerk, BRANCHES)],
        .from_account = choose(clerk, ACCOUNTS),
        .to_account = choose(clerk, ACCOUNTS),
        .amount = 1 + choose(clerk, MOST_MOVED),
    };

    for (unsigned int refused = 0; !try_to_move(&transfer); refused++) {
        MUST(refused < MOST_REFUSED);
        clerk->refused++;
        ndelay(BACK_OFF_NS);
    }
    clerk->transfers++;
    journal_add(ENTRY_TRANSFER, transfer.amount);
}

/* ---- loans ----------------------------------------------------------------------------------- */

static void change_account_of_loan(const struct clerk *clerk, int64_t amount)
{
    struct branch *branch = &branches[clerk->branch];
    uint64_t flags;

    muster_rwlock_write_lock_irqsave(&branch->lock, flags);
    branch_change(branch, clerk->account, amount);
    muster_rwlock_write_unlock_irqrestore(&branch->lock, flags);
    muster_percpu_counter_add(&created, amount);
}

static void collect(struct clerk *clerk)
{
    change_account_of_loan(clerk, -clerk->owed);
    journal_add(ENTRY_REPAID, clerk->owed);
    clerk->owed = 0;
    MUST(muster_semaphore_up(&loans) == 0);
}

static void lend_or_collect(struct clerk *clerk)
{
    if (clerk->owed) {
        collect(clerk);
    } else if (muster_semaphore_trydown(&loans)) {
        clerk->branch = choose(clerk, BRANCHES);
        clerk->account = choose(clerk, ACCOUNTS);
        clerk->owed = LOAN + LOAN * rates_now().debit_permille / 1000;
        change_account_of_loan(clerk, LOAN);
        journal_add(ENTRY_LOAN, LOAN);
        clerk->loans++;
    } else {
        clerk->no_loans++;
    }
}

/* ---- the rest -------------------------------------------------------------------------------- */

/* Reads a branch's balances, together with other readers. */
static void look_through(struct branch *branch)
{
    uint64_t flags;

    muster_rwlock_read_lock_irqsave(&branch->lock, flags);
    bool is_right = branch_adds_up(branch);
    muster_rwlock_read_unlock_irqrestore(&branch->lock, flags);
    MUST(is_right);
}

/* Does what is due. The clerk that takes it from the word is the only one that does it. */
static void do_what_is_due(void)
{
    if (!__atomic_load_n(&due, __ATOMIC_RELAXED))
        return;
    uint32_t taken = muster_atomic_exchange_u32(&due, 0, __ATOMIC_RELAXED);
    if (taken & DUE_RATES)
        rates_change();
    if (taken & DUE_INTEREST)
        rates_pay_interest();
}

void clerk_work(struct clerk *clerk, unsigned int transfers)
{
    for (unsigned int number = 1; number <= transfers; number++) {
        move(clerk);
        if (number % STATEMENT_EVERY == 0)
            look_through(&branches[choose(clerk, BRANCHES)]);
        if (number % LOAN_EVERY == 0)
            lend_or_collect(clerk);
        do_what_is_due();
    }
    if (clerk->owed)
        collect(clerk);
}
