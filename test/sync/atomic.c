/* SPDX-License-Identifier: MIT */
#include <stdint.h>

#include <muster/app.h>
#include <muster/atomic.h>
#include <muster/machine.h>

#include "args.h"
#include "check.h"
#include "rendezvous.h"

/*
 * usage: sync-atomic lse|exclusives TIMES [icount]
 *
 * All CPUs change the same words, TIMES times each; nothing may get lost. `lse`, `exclusives`: what
 * the operations are to be made of, which with -icount is seen by what they cost.
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
        /* Every token is always in one place: in the word, or with a CPU. */
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

/* ---- what they cost ------------------------------------------------------------------------- */

/* Instructions of an addition, in sixteenths; the counter's tick is 16 of them. */
static uint64_t cost_of_add(void)
{
    static uint64_t word;
    const unsigned int rounds = 256;
    uint64_t begin = muster_counter();

    for (unsigned int i = 0; i < rounds; i++) {
#define ADD(unused) muster_atomic_fetch_add_u64(&word, i, __ATOMIC_RELAXED);
        ADD() ADD() ADD() ADD() ADD() ADD() ADD() ADD()
    }
    uint64_t ticks = muster_counter() - begin;
    CHECK(word == UINT64_C(8) * rounds * (rounds - 1) / 2);
    return ticks * 16 * 16 / (8 * rounds);
}

int app_main_percpu(unsigned int cpu)
{
    unsigned long times = arg_number(2);

    CHECK(muster_atomic_uses_lse() == arg_is(1, "lse"));
    ORDERS(CHECK_32)
    ORDERS(CHECK_64)
    if (cpu == 0 && muster_app_args()->argc > 3) {
        uint64_t sixteenths = cost_of_add();
        console_printf("fetch_add: %lu/16 instructions\n", (unsigned long)sixteenths);
        CHECK(arg_is(1, "lse") ? sixteenths <= 5 * 16 : sixteenths >= 6 * 16);
    }
    rendezvous(&meeting);
    change_all(cpu, times);
    rendezvous(&meeting);
    check_all(times);
    return 0;
}
