/* SPDX-License-Identifier: MIT */
#include "base/mpidr_hash.h"

#include <errno.h>

#include <muster/cpumask.h>

/*
 * The hash table from hardware ids to logical CPUs: open addressing with linear probing.
 *
 * The table is at most half full, so a search ends after a slot or two. Linux's mpidr_hash collects
 * the bits that differ between the ids instead; its table grows with the gaps in the affinity
 * fields.
 */
#define SLOT_BITS_FOR(cpus) (64 - __builtin_clzll(2 * (uint64_t)(cpus)-1))
#define SLOT_BITS SLOT_BITS_FOR(NR_CPUS)
#define SLOTS (1u << SLOT_BITS)

static struct {
    uint64_t hwid;
    uint32_t cpu_plus_one; /* 0: the slot is empty */
} slots[SLOTS];

/* Returns the slot where a search for @p hwid starts. Fibonacci hashing sends consecutive ids, the
 * usual case, to different slots. */
static unsigned int first_slot(uint64_t hwid)
{
    return (unsigned int)((hwid * UINT64_C(0x9e3779b97f4a7c15)) >> (64 - SLOT_BITS));
}

int mpidr_hash_add(uint64_t hwid, unsigned int cpu)
{
    unsigned int slot = first_slot(hwid);
    while (slots[slot].cpu_plus_one) {
        if (slots[slot].hwid == hwid)
            return -EEXIST;
        slot = (slot + 1) % SLOTS;
    }
    slots[slot].hwid = hwid;
    slots[slot].cpu_plus_one = cpu + 1;
    return 0;
}

int mpidr_hash_find(uint64_t hwid)
{
    unsigned int slot = first_slot(hwid);
    while (slots[slot].cpu_plus_one) {
        if (slots[slot].hwid == hwid)
            return (int)slots[slot].cpu_plus_one - 1;
        slot = (slot + 1) % SLOTS;
    }
    return -EINVAL;
}
