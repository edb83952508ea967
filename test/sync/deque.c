/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdint.h>

#include <muster/app.h>
#include <muster/work_deque.h>

#include "args.h"
#include "check.h"
#include "random.h"
#include "rendezvous.h"

/*
 * usage: sync-deque ITEMS
 *
 * CPU 0 pushes ITEMS items and takes some, all others steal: each item comes out exactly once. Then
 * each CPU is the owner of a deque, and steals from all others.
 */

#define CAPACITY 16
#define ITEMS_MOST 200000

static struct rendezvous meeting;
static uint64_t memory[CAPACITY];
static struct muster_work_deque deque;
static uint8_t seen[ITEMS_MOST]; /* how often each has come out */
static uint64_t contents[ITEMS_MOST];
static uint32_t all_out;
static uint32_t is_over;

/* Notes an item that has come out, and checks what its owner wrote about it. */
static void note(uint64_t item)
{
    CHECK(item < ITEMS_MOST && contents[item] == ~item);
    CHECK(__atomic_add_fetch(&seen[item], 1, __ATOMIC_RELAXED) == 1);
    __atomic_add_fetch(&all_out, 1, __ATOMIC_RELAXED);
}

static void own(unsigned long items)
{
    uint32_t random = 1;
    uint64_t item;

    for (uint64_t next = 0; next < items;) {
        for (uint32_t some = random_next(&random) % (CAPACITY + 2); some && next < items; some--) {
            contents[next] = ~next;
            int error = muster_work_deque_push(&deque, next);
            CHECK(error == 0 || (error == -ENOSPC && nr_cpu_ids > 1) ||
                  muster_work_deque_count(&deque) == CAPACITY);
            if (error)
                break;
            next++;
        }
        for (uint32_t some = random_next(&random) % (CAPACITY / 2); some; some--)
            if (muster_work_deque_take(&deque, &item) == 0)
                note(item);
        /* Gives the thieves a chance, now and then to all that is there. */
        for (uint32_t looks = random_next(&random) % 256; looks && nr_cpu_ids > 1; looks--) {
            if (muster_work_deque_count(&deque) == 0)
                break;
            cpu_relax();
        }
    }
    while (muster_work_deque_take(&deque, &item) == 0)
        note(item);
    CHECK(muster_work_deque_take(&deque, &item) == -ENOENT);
    smp_store_release(&is_over, 1);
}

static void steal(void)
{
    uint64_t item;

    while (!smp_load_acquire(&is_over)) {
        int error = muster_work_deque_steal(&deque, &item);
        if (error == 0)
            note(item);
        else
            CHECK(error == -ENOENT || error == -EAGAIN);
        if (error)
            cpu_relax();
    }
}

/* Uses the deque on one CPU alone: from both ends, to both limits, again and again round the
 * ring. */
static void check_order(void)
{
    uint64_t item;

    CHECK(muster_work_deque_init(&deque, memory, 0) == -EINVAL);
    CHECK(muster_work_deque_init(&deque, memory, 12) == -EINVAL);
    CHECK(muster_work_deque_init(&deque, NULL, CAPACITY) == -EINVAL);
    CHECK(muster_work_deque_init(&deque, memory, CAPACITY) == 0);
    CHECK(muster_work_deque_take(&deque, &item) == -ENOENT);
    CHECK(muster_work_deque_steal(&deque, &item) == -ENOENT);
    for (uint64_t base = 0; base < 5 * CAPACITY; base += 5) {
        for (uint64_t i = 0; i < CAPACITY; i++)
            CHECK(muster_work_deque_push(&deque, base + i) == 0);
        CHECK(muster_work_deque_push(&deque, 0) == -ENOSPC);
        CHECK(muster_work_deque_count(&deque) == CAPACITY);
        for (uint64_t i = 0; i < CAPACITY / 2; i++)
            CHECK(muster_work_deque_steal(&deque, &item) == 0 && item == base + i);
        for (uint64_t i = CAPACITY; i-- > CAPACITY / 2;)
            CHECK(muster_work_deque_take(&deque, &item) == 0 && item == base + i);
        CHECK(muster_work_deque_take(&deque, &item) == -ENOENT);
        CHECK(muster_work_deque_count(&deque) == 0);
    }
}

/* ---- everybody an owner and a thief ---------------------------------------------------------- */

struct own_deque {
    struct muster_work_deque deque;
    uint64_t memory[CAPACITY];
};
static DEFINE_PER_CPU_ALIGNED(struct own_deque, own_deques) = {0};
static uint64_t work_left, work_sum;

/* Does a piece of work n, which makes n more pieces: n - 1, n - 2, ... 0. Those that have no room
 * are done at once. */
static void work(uint64_t piece)
{
    __atomic_add_fetch(&work_sum, 1, __ATOMIC_RELAXED);
    for (uint64_t part = 0; part < piece; part++) {
        __atomic_add_fetch(&work_left, 1, __ATOMIC_RELAXED);
        if (muster_work_deque_push(&this_cpu_ptr(&own_deques)->deque, part) != 0)
            work(part);
    }
    __atomic_sub_fetch(&work_left, 1, __ATOMIC_RELEASE);
}

static void share_work(unsigned int self, unsigned int depth)
{
    struct own_deque *mine = this_cpu_ptr(&own_deques);
    uint32_t random = self;
    uint64_t piece;

    CHECK(muster_work_deque_init(&mine->deque, mine->memory, CAPACITY) == 0);
    if (self == 0) {
        work_left = 1;
        CHECK(muster_work_deque_push(&mine->deque, depth) == 0);
    }
    rendezvous(&meeting);
    while (__atomic_load_n(&work_left, __ATOMIC_ACQUIRE)) {
        unsigned int victim = random_next(&random) % nr_cpu_ids;
        if (muster_work_deque_take(&mine->deque, &piece) == 0 ||
            (victim != self &&
             muster_work_deque_steal(&per_cpu_ptr(&own_deques, victim)->deque, &piece) == 0))
            work(piece);
        else
            cpu_relax();
    }
    rendezvous(&meeting);
    CHECK(work_sum == UINT64_C(1) << depth);
}

int app_main_percpu(unsigned int cpu)
{
    unsigned long items = arg_number(1);

    CHECK(items <= ITEMS_MOST);
    if (cpu == 0)
        check_order();
    rendezvous(&meeting);
    if (cpu == 0)
        own(items);
    else
        steal();
    rendezvous(&meeting);
    CHECK(all_out == items);
    for (unsigned long i = cpu; i < items; i += nr_cpu_ids)
        CHECK(seen[i] == 1);
    share_work(cpu, 12);
    return 0;
}
