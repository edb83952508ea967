/* SPDX-License-Identifier: MIT */
#include <stdio.h>

#include <muster/mcs_lock.h>
#include <muster/smp.h>

#include "bank.h"

/* The journal, which all clerks and inspectors want all the time: so its lock is a queued one. */

#define KEPT 8u

struct entry {
    unsigned int cpu;
    enum entry_kind kind;
    int64_t value;
};

static DEFINE_MUSTER_MCS_LOCK(lock); /* for all below */
static struct entry last[KEPT];
static uint64_t entries, counts[ENTRY_WRONG + 1];

static void write_entry(enum entry_kind kind, int64_t value)
{
    last[entries++ % KEPT] = (struct entry){smp_processor_id(), kind, value};
    counts[kind]++;
}

void journal_add(enum entry_kind kind, int64_t value)
{
    struct muster_mcs_node node;
    uint64_t flags;

    muster_mcs_lock_irqsave(&lock, &node, flags);
    write_entry(kind, value);
    muster_mcs_unlock_irqrestore(&lock, &node, flags);
}

bool journal_tryadd(enum entry_kind kind, int64_t value)
{
    struct muster_mcs_node node;

    if (!muster_mcs_trylock(&lock, &node))
        return false;
    write_entry(kind, value);
    muster_mcs_unlock(&lock, &node);
    return true;
}

uint64_t journal_count(enum entry_kind kind)
{
    return counts[kind];
}

void journal_print(void)
{
    static const char *const names[] = {"transfer", "loan",       "repaid",
                                        "interest", "inspection", "wrong"};
    uint64_t first = entries > KEPT ? entries - KEPT : 0;

    for (uint64_t number = first; number < entries; number++) {
        const struct entry *entry = &last[number % KEPT];

        printf("journal %8llu: CPU %u %s %lld\n", (unsigned long long)number, entry->cpu,
               names[entry->kind], (long long)entry->value);
    }
}
