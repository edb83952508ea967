/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>

#include <muster/app.h>
#include <muster/atomic.h>
#include <muster/clock.h>
#include <muster/cmdline.h>
#include <muster/irq.h>
#include <muster/once.h>
#include <muster/panic.h>
#include <muster/parallel.h>
#include <muster/reduce.h>
#include <muster/smp.h>

#include "bank.h"
#include "must.h"

/*
 * usage: bank [TRANSFERS]
 *
 * Each CPU is a clerk of a bank and makes TRANSFERS transfers, while an inspector comes in the
 * interrupts of a timer. Each thing that they share has the lock that fits: the branches a
 * reader-writer lock each, the interest rates a sequence lock, the journal a queued lock, the loans
 * a semaphore. In the end the money is counted: none may be lost. With bank.journal=1 on the kernel
 * command line the last entries of the journal are printed.
 */

#define FIRST_BALANCE 1000
#define TICK_NS 200000u

struct branch *branches;
uint64_t inspected;
struct muster_semaphore loans;
DEFINE_MUSTER_PERCPU_COUNTER(created);
static DEFINE_MUSTER_BARRIER(all);
static bool prints_journal;

static int parse_journal(const char *value)
{
    return muster_parse_bool(value, &prints_journal);
}
MUSTER_EARLY_PARAM("bank.journal", parse_journal);

void branch_change(struct branch *branch, unsigned int account, int64_t amount)
{
    /* Not MUST(), which prints by the libc: the caller has a lock. */
    if (!irqs_disabled())
        panic("bank: the inspector can interrupt a change");
    branch->balances[account] += amount;
    branch->total += amount;
    muster_atomic_fetch_and_u64(&inspected, ~(UINT64_C(1) << (branch - branches)),
                                __ATOMIC_RELAXED);
}

bool branch_adds_up(const struct branch *branch)
{
    int64_t sum = 0;

    for (unsigned int account = 0; account < ACCOUNTS; account++)
        sum += branch->balances[account];
    return sum == branch->total;
}

/* Returns how many loans the bank gives at a time: fewer than there are clerks, if these are more
 * than two. */
static unsigned int most_loans(void)
{
    return 1 + num_online_cpus() / 2;
}

/* Opens the bank. The first clerk to come does it, and the others wait for that clerk. */
static void open_bank(void *unused)
{
    (void)unused;
    muster_semaphore_init(&loans, most_loans());
    branches = aligned_alloc(MUSTER_CACHE_LINE_BYTES, BRANCHES * sizeof(struct branch));
    MUST(branches);
    for (struct branch *branch = branches; branch < branches + BRANCHES; branch++) {
        *branch = (struct branch){.total = ACCOUNTS * FIRST_BALANCE}; /* its lock is free */
        for (unsigned int account = 0; account < ACCOUNTS; account++)
            branch->balances[account] = FIRST_BALANCE;
    }
}

/* Lets the CPU's clerk work. Returns how many transfers it made in a millisecond. */
static double work(unsigned int transfers)
{
    struct clerk *clerk = this_cpu_ptr(&clerks);

    *clerk = (struct clerk){.random = smp_processor_id()};
    muster_timer_init(&clerk->timer, inspect, clerk);
    MUST(muster_timer_start_periodic(&clerk->timer, TICK_NS) == 0);
    uint64_t start_ns = muster_clock_ns();
    clerk_work(clerk, transfers);
    uint64_t ns = muster_clock_ns() - start_ns;
    MUST(muster_timer_cancel_sync(&clerk->timer) == 1);
    return 1e6 * transfers / (double)(ns ? ns : 1);
}

struct money {
    int64_t sum, least, most;
};

/* Counts all money, each CPU that of its part of the branches. */
static struct money count_money(void)
{
    struct money money = {0, INT64_MAX, INT64_MIN};
    uint64_t from, to;

    muster_static_range(0, BRANCHES, muster_barrier_rank(&all), muster_barrier_size(&all), &from,
                        &to);
    for (uint64_t number = from; number < to; number++) {
        for (unsigned int account = 0; account < ACCOUNTS; account++) {
            int64_t balance = branches[number].balances[account];

            money.sum += balance;
            money.least = balance < money.least ? balance : money.least;
            money.most = balance > money.most ? balance : money.most;
        }
    }
    MUST(muster_reduce_sum_i64(&all, &money.sum) == 0);
    MUST(muster_reduce_min_i64(&all, &money.least) == 0);
    MUST(muster_reduce_max_i64(&all, &money.most) == 0);
    return money;
}

/* Adds up what all clerks did. */
static struct clerk add_clerks_up(void)
{
    struct clerk sum = {0};
    unsigned int cpu;

    for_each_online_cpu (cpu) {
        const struct clerk *clerk = per_cpu_ptr(&clerks, cpu);

        sum.transfers += clerk->transfers;
        sum.refused += clerk->refused;
        sum.loans += clerk->loans;
        sum.no_loans += clerk->no_loans;
        sum.inspections += clerk->inspections;
        sum.noted += clerk->noted;
    }
    return sum;
}

/* Prints what the clerks did, and checks that the journal has all of it. */
static void close_journal(unsigned int transfers)
{
    const struct clerk sum = add_clerks_up();

    printf("%llu transfers, which found the second branch busy %llu times\n",
           (unsigned long long)sum.transfers, (unsigned long long)sum.refused);
    printf("%llu loans, and %llu that could not be given\n", (unsigned long long)sum.loans,
           (unsigned long long)sum.no_loans);
    printf("%llu payments of interest; %llu inspections, of which the journal has %llu\n",
           (unsigned long long)journal_count(ENTRY_INTEREST) / BRANCHES,
           (unsigned long long)sum.inspections, (unsigned long long)sum.noted);
    if (prints_journal)
        journal_print();
    MUST(sum.transfers == (uint64_t)transfers * num_online_cpus());
    MUST(journal_count(ENTRY_TRANSFER) == sum.transfers);
    MUST(journal_count(ENTRY_LOAN) == sum.loans);
    MUST(journal_count(ENTRY_REPAID) == sum.loans);
    MUST(journal_count(ENTRY_INSPECTION) == sum.noted);
    MUST(journal_count(ENTRY_WRONG) == 0 && wrong == 0);
}

/* Checks the money and the loans. */
static void balance_the_books(const struct money *money)
{
    int64_t begin = (int64_t)BRANCHES * ACCOUNTS * FIRST_BALANCE;
    int64_t more = muster_percpu_counter_sum(&created);
    unsigned int loans_left = 0;

    printf("%lld at the begin and %lld from interest and loans: %lld are there, %lld to %lld in an "
           "account\n",
           (long long)begin, (long long)more, (long long)money->sum, (long long)money->least,
           (long long)money->most);
    while (muster_semaphore_trydown(&loans))
        loans_left++;
    MUST(loans_left == most_loans());
    MUST(money->sum == begin + more);
    printf("The books balance.\n");
}

int app_main_percpu(unsigned int cpu)
{
    static struct muster_once opening;
    const struct muster_args *args = muster_app_args();
    unsigned int transfers = 20000;

    if (args->argc > 1)
        MUST(muster_parse_u32(args->argv[1], 1000000, &transfers) == 0);
    MUST(muster_once(&opening, open_bank, NULL) == 0);
    MUST(muster_barrier_wait(&all) == 0);
    double slowest = work(transfers), fastest = slowest;
    MUST(muster_barrier_wait(&all) == 0);
    struct money money = count_money();
    MUST(muster_reduce_min_double(&all, &slowest) == 0);
    MUST(muster_reduce_max_double(&all, &fastest) == 0);
    if (cpu != 0)
        return 0;
    printf("%u clerks, with %.1f to %.1f transfers in a millisecond each\n", num_online_cpus(),
           slowest, fastest);
    close_journal(transfers);
    balance_the_books(&money);
    return 0;
}
