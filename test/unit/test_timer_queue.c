/* SPDX-License-Identifier: MIT */
/* Compares the heap of timers with a list that is searched from end to end. */
#include <stdbool.h>
#include <stdlib.h>
#include <sys/resource.h>

#include "cmocka_test.h"
#include "time/timer_queue.h"

#define TIMERS 500
#define MANY 1000000 /* deep, if a heap of them were walked by recursion */

static struct muster_timer timers[TIMERS];
static bool is_in[TIMERS];
static uint64_t order[TIMERS]; /* of insertion */
static uint64_t insertions;
static struct timer_queue queue;

static uint64_t next_random(void)
{
    static uint64_t random = 1;

    random = random * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return random >> 33;
}

static void insert(unsigned int i, uint64_t deadline_ns)
{
    timers[i].deadline_ns = deadline_ns;
    timer_queue_insert(&queue, &timers[i]);
    is_in[i] = true;
    order[i] = insertions++;
}

static void take_out(unsigned int i)
{
    timer_queue_remove(&queue, &timers[i]);
    is_in[i] = false;
}

static struct muster_timer *reference_first(void)
{
    unsigned int first = TIMERS;

    for (unsigned int i = 0; i < TIMERS; i++)
        if (is_in[i] &&
            (first == TIMERS || timers[i].deadline_ns < timers[first].deadline_ns ||
             (timers[i].deadline_ns == timers[first].deadline_ns && order[i] < order[first])))
            first = i;
    return first < TIMERS ? &timers[first] : NULL;
}

static void forget_all(void)
{
    queue = (struct timer_queue){0};
    for (unsigned int i = 0; i < TIMERS; i++)
        is_in[i] = false;
}

/* @p deadlines different ones: 1 is a queue in order of insertion. */
static void run_random(uint64_t deadlines, unsigned int used)
{
    forget_all();
    for (unsigned int step = 0; step < 20000; step++) {
        unsigned int i = (unsigned int)(next_random() % used);
        uint64_t what = next_random() % 4;

        if (!is_in[i])
            insert(i, next_random() % deadlines);
        else if (what == 0)
            take_out(i);
        else if (what == 1 && queue.first)
            take_out((unsigned int)(queue.first - timers));
        assert_ptr_equal(queue.first, reference_first());
    }
    while (queue.first) {
        assert_ptr_equal(queue.first, reference_first());
        take_out((unsigned int)(queue.first - timers));
    }
    assert_null(reference_first());
}

static void test_random_operations(void **state)
{
    (void)state;
    run_random(UINT64_MAX, TIMERS);
    run_random(1000, TIMERS);
    run_random(3, TIMERS);
    run_random(1, TIMERS);
    run_random(5, 3);
    run_random(2, 1);
}

static void test_same_deadline_in_order_of_insertion(void **state)
{
    (void)state;
    forget_all();
    for (unsigned int i = 0; i < TIMERS; i++)
        insert(i, UINT64_MAX);
    for (unsigned int i = 0; i < TIMERS; i++) {
        assert_ptr_equal(queue.first, &timers[i]);
        take_out(i);
    }
}

/* Each of these would make a tree or a list of a million: ascending, descending, alike. */
static void test_stack_is_bounded(void **state)
{
    struct muster_timer *many = calloc(MANY, sizeof(*many));

    (void)state;
    assert_non_null(many);
    for (int shape = 0; shape < 3; shape++) {
        queue = (struct timer_queue){0};
        for (uint64_t i = 0; i < MANY; i++) {
            many[i].deadline_ns = shape == 0 ? i : shape == 1 ? MANY - i : 0;
            timer_queue_insert(&queue, &many[i]);
        }
        for (uint64_t last = 0, i = 0; i < MANY; i++) {
            assert_true(queue.first->deadline_ns >= last);
            last = queue.first->deadline_ns;
            timer_queue_remove(&queue, queue.first);
        }
        assert_null(queue.first);
    }
    free(many);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_random_operations),
        cmocka_unit_test(test_same_deadline_in_order_of_insertion),
        cmocka_unit_test(test_stack_is_bounded),
    };
    const struct rlimit small_stack = {256 * 1024, 256 * 1024};

    setrlimit(RLIMIT_STACK, &small_stack);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
