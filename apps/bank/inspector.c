/* SPDX-License-Identifier: MIT */
#include <muster/atomic.h>

#include "bank.h"

/* The inspector comes to each CPU again and again, in a timer's interrupt. It waits as seldom as it
 * can, and prints nothing. */

#define INTEREST_TICKS 16u
#define RATES_TICKS 5u
#define MOST_INTERESTS 100u /* so that balances stay within 64 bits, however slow the machine is */
#define PATIENT_TIMES 4u

uint32_t due;
uint64_t wrong;

/* Tells the clerks what is due. */
static void note_what_is_due(uint64_t ticks)
{
    static uint32_t interests;
    uint32_t now_due = 0;

    if (ticks % RATES_TICKS == 0)
        now_due |= DUE_RATES;
    if (ticks % INTEREST_TICKS == 0 &&
        muster_atomic_fetch_add_u32(&interests, 1, __ATOMIC_RELAXED) < MOST_INTERESTS)
        now_due |= DUE_INTEREST;
    if (now_due)
        muster_atomic_fetch_or_u32(&due, now_due, __ATOMIC_RELAXED);
}

/* Takes a branch's lock as a reader. If the branch is busy, the inspector comes back for it at the
 * next tick, and waits for it in the end. Returns true if it has the lock. */
static bool enter(struct branch *branch, struct clerk *clerk)
{
    if (muster_rwlock_read_trylock(&branch->lock))
        return true;
    if (++clerk->busy < PATIENT_TIMES)
        return false;
    muster_rwlock_read_lock(&branch->lock);
    return true;
}

void inspect(struct muster_timer *timer)
{
    struct clerk *clerk = timer->argument;
    unsigned int number = clerk->ticks % BRANCHES;
    const uint64_t bit = UINT64_C(1) << number;
    struct branch *branch = &branches[number];

    if (!(__atomic_load_n(&inspected, __ATOMIC_RELAXED) & bit)) {
        if (!enter(branch, clerk))
            return;
        bool is_right = branch_adds_up(branch);
        muster_atomic_fetch_or_u64(is_right ? &inspected : &wrong, bit, __ATOMIC_RELAXED);
        muster_rwlock_read_unlock(&branch->lock);
        clerk->inspections++;
        if (!is_right)
            journal_add(ENTRY_WRONG, number); /* must not be lost */
        else if (journal_tryadd(ENTRY_INSPECTION, number))
            clerk->noted++;
    }
    clerk->busy = 0;
    note_what_is_due(++clerk->ticks);
}
