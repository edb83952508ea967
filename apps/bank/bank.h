/* SPDX-License-Identifier: MIT */
#ifndef BANK_H
#define BANK_H

#include <stdbool.h>
#include <stdint.h>

#include <muster/percpu.h>
#include <muster/percpu_counter.h>
#include <muster/rwlock.h>
#include <muster/semaphore.h>
#include <muster/timer.h>

#define BRANCHES 16u
#define ACCOUNTS 32u /* of a branch */

/* A branch. Its lock is for all the rest. The inspector, a handler, takes it as a reader, so all
 * others take it by the _irqsave forms. */
struct branch {
    struct muster_rwlock lock;
    int64_t total; /* what the balances add up to */
    int64_t balances[ACCOUNTS];
} __attribute__((aligned(MUSTER_CACHE_LINE_BYTES)));

extern struct branch *branches;
/* A bit for each branch that has been inspected since it was last changed. */
extern uint64_t inspected;
/* How many loans are left to give. */
extern struct muster_semaphore loans;
/* The money that there is beyond the first balances: interest and loans. */
DECLARE_PER_CPU(struct muster_percpu_counter, created);

/* Changes a balance. The caller has the branch's lock as the writer. */
void branch_change(struct branch *branch, unsigned int account, int64_t amount);

/* Returns true if the balances add up to the total. The caller has the branch's lock. */
bool branch_adds_up(const struct branch *branch);

/* ---- clerks: one on each CPU ----------------------------------------------------------------- */

struct clerk {
    uint32_t random;
    uint64_t transfers, refused;  /* `refused`: the second branch was not free */
    int64_t owed;                 /* for the loan that is given; 0: none */
    unsigned int branch, account; /* of the loan */
    uint64_t loans, no_loans;
    /* Written by the inspector, which comes by the timer. */
    struct muster_timer timer;
    uint64_t ticks, inspections, noted;
    unsigned int busy; /* times in a row that the branch was not free */
};

/* Each clerk writes all of its own before it works. */
DECLARE_PER_CPU_UNCOPIED(struct clerk, clerks);

/* Works: so many transfers, some loans, and what is due. */
void clerk_work(struct clerk *clerk, unsigned int transfers);

/* ---- the inspector --------------------------------------------------------------------------- */

enum due {
    DUE_INTEREST = 1u << 0,
    DUE_RATES = 1u << 1,
};

/* What some clerk has to do next: a set of `enum due`, added to by inspectors. */
extern uint32_t due;
/* A bit for each branch in which the inspector has found a wrong total. */
extern uint64_t wrong;

/* Inspects a branch; a timer's function. The argument is the CPU's clerk. */
void inspect(struct muster_timer *timer);

/* ---- interest rates -------------------------------------------------------------------------- */

struct rates {
    int64_t credit_permille, debit_permille;
};

/* Returns the rates of one moment. Handlers may call it. */
struct rates rates_now(void);
void rates_change(void);
/* Pays or takes interest for each account, all by the same rates. */
void rates_pay_interest(void);

/* ---- the journal: one for all ---------------------------------------------------------------- */

enum entry_kind {
    ENTRY_TRANSFER,
    ENTRY_LOAN,
    ENTRY_REPAID,
    ENTRY_INTEREST,
    ENTRY_INSPECTION,
    ENTRY_WRONG
};

void journal_add(enum entry_kind kind, int64_t value);
/* Adds an entry if the journal is free at this moment. Returns true if it did. */
bool journal_tryadd(enum entry_kind kind, int64_t value);
/* Returns how many entries there are of a kind. No CPU adds any more. */
uint64_t journal_count(enum entry_kind kind);
/* Prints the last entries. No CPU adds any more. */
void journal_print(void);

#endif
