/* SPDX-License-Identifier: MIT */
#include <stdint.h>

#include <muster/app.h>
#include <muster/atomic.h>

#include "args.h"
#include "check.h"
#include "rendezvous.h"

/*
 * usage: sync-atomic lse|exclusives TIMES, or sync-atomic trap 0..4
 *
 * All CPUs change the same words, TIMES times each; nothing may get lost. `lse`, `exclusives`: the
 * instructions that the operations must use. If a CPU without LSE gets through, none of them was
 * LSE. With `trap` a CPU without LSE is told that it has LSE, and each operation must fault.
 */

static struct rendezvous meeting;

#define ORDERS(code)                                                                               \
    code(__ATOMIC_RELAXED) code(__ATOMIC_ACQUIRE) code(__ATOMIC_RELEASE) code(__ATOMIC_ACQ_REL)    \
        code(__ATOMIC_SEQ_CST)

/* ---- each operation, alone ------------------------------------------------------------------- */

#define CHECK_OPERATIONS(order, bits)                                                              \
    do {                                                                                           \
        const uint##bits##_t high = (uint##bits##_t)1 << ((bits)-1);                               \
        uint##bits##_t word = high | 5, expected = 7;                                              \
        CHECK(muster_atomic_fetch_add_u##bits(&word, 3, order) == (high | 5));                     \
        CHECK(word == (high | 8));                                                                 \
        CHECK(muster_atomic_fetch_or_u##bits(&word, 3, order) == (high | 8));                      \
        CHECK(word == (high | 11));                                                                \
        CHECK(muster_atomic_fetch_and_u##bits(&word, high | 9, order) == (high | 11));             \
        CHECK(word == (high | 9));                                                                 \
        CHECK(muster_atomic_exchange_u##bits(&word, 7, order) == (high | 9));                      \
        CHECK(word == 7);                                                                          \
        CHECK(muster_atomic_compare_exchange_u##bits(&word, &expected, high, order));              \
        CHECK(word == high && expected == 7);                                                      \
        CHECK(!muster_atomic_compare_exchange_u##bits(&word, &expected, 1, order));                \
        CHECK(word == high && expected == high);                                                   \
    } while (0);
#define CHECK_32(order) CHECK_OPERATIONS(order, 32)
#define CHECK_64(order) CHECK_OPERATIONS(order, 64)

/* ---- all CPUs at once ------------------------------------------------------------------------ */

static struct {
    uint32_t added_u32, compared_u32, turns;
    uint64_t added_u64, compared_u64, bits, tokens;
} shared;

static void change_all(unsigned int cpu, unsigned long times)
{
    const uint64_t own_bit = UINT64_C(1) << (cpu % 64);
    uint64_t token = cpu + 1, seen;
    uint32_t turn;

    for (unsigned long i = 0; i < times; i++) {
        muster_atomic_fetch_add_u32(&shared.added_u32, 3, __ATOMIC_RELAXED);
        muster_atomic_fetch_add_u64(&shared.added_u64, UINT64_C(1) << 32, __ATOMIC_ACQ_REL);
        turn = __atomic_load_n(&shared.compared_u32, __ATOMIC_RELAXED);
        while (!muster_atomic_compare_exchange_u32(&shared.compared_u32, &turn, turn + 1,
                                                   __ATOMIC_ACQUIRE))
            cpu_relax();
        seen = __atomic_load_n(&shared.compared_u64, __ATOMIC_RELAXED);
        while (!muster_atomic_compare_exchange_u64(&shared.compared_u64, &seen, seen + 5,
                                                   __ATOMIC_RELEASE))
            cpu_relax();
        /* Each token is always in one place: in the word, or with a CPU. */
        token = muster_atomic_exchange_u64(&shared.tokens, token, __ATOMIC_ACQ_REL);
        if (nr_cpu_ids > 64) /* the bits of two CPUs are the same */
            continue;
        CHECK(!(muster_atomic_fetch_or_u64(&shared.bits, own_bit, __ATOMIC_RELAXED) & own_bit));
        CHECK(muster_atomic_fetch_and_u64(&shared.bits, ~own_bit, __ATOMIC_RELAXED) & own_bit);
    }
    muster_atomic_fetch_add_u64(&shared.bits, token << 16, __ATOMIC_RELAXED);
}

static void check_all(unsigned long times)
{
    const uint64_t all = nr_cpu_ids * times;

    CHECK(shared.added_u32 == 3 * all);
    CHECK(shared.added_u64 == all << 32);
    CHECK(shared.compared_u32 == all);
    CHECK(shared.compared_u64 == 5 * all);
    CHECK((shared.bits >> 16) + shared.tokens == (uint64_t)nr_cpu_ids * (nr_cpu_ids + 1) / 2);
}

/* ---- what they are made of ------------------------------------------------------------------- */

/* For a CPU without LSE: the operation must be an instruction that the CPU does not know. */
static void trap(unsigned long operation)
{
    static uint64_t word;
    uint64_t zero = 0;

    muster_arch_uses_lse = 1;
    if (operation == 0)
        muster_atomic_fetch_add_u64(&word, 1, __ATOMIC_RELAXED);
    else if (operation == 1)
        muster_atomic_fetch_or_u64(&word, 1, __ATOMIC_ACQUIRE);
    else if (operation == 2)
        muster_atomic_fetch_and_u64(&word, 1, __ATOMIC_RELEASE);
    else if (operation == 3)
        muster_atomic_exchange_u64(&word, 1, __ATOMIC_ACQ_REL);
    else
        muster_atomic_compare_exchange_u64(&word, &zero, 1, __ATOMIC_SEQ_CST);
}

int app_main_percpu(unsigned int cpu)
{
    unsigned long times = arg_number(2);

    if (arg_is(1, "trap")) {
        trap(times);
        return 0;
    }
    CHECK(muster_atomic_uses_lse() == arg_is(1, "lse"));
    ORDERS(CHECK_32)
    ORDERS(CHECK_64)
    rendezvous(&meeting);
    change_all(cpu, times);
    rendezvous(&meeting);
    check_all(times);
    return 0;
}
