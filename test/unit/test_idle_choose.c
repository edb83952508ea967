/* SPDX-License-Identifier: MIT */
#include "cmocka_test.h"
#include "idle/idle_choose.h"

/* Checks which idle state is chosen of three; a timer ends only the first two. */

enum { LIGHT, MIDDLE, OFF };
#define ALL 0x7u

static const struct idle_depth states[MUSTER_IDLE_STATES_MAX] = {
    [LIGHT] = {.min_residency_ticks = 10},
    [MIDDLE] = {.min_residency_ticks = 100},
    [OFF] = {.min_residency_ticks = 1000, .timer_stops = true},
};

static struct idle_history history_of(uint64_t ticks)
{
    struct idle_history history;

    idle_history_init(&history);
    for (int i = 0; i < IDLE_HISTORY_SLEEPS; i++)
        idle_history_add(&history, ticks);
    return history;
}

static void test_nothing_known(void **state)
{
    struct idle_history history;

    (void)state;
    idle_history_init(&history);
    assert_int_equal(idle_choose(states, ALL, &history, IDLE_NO_DEADLINE), OFF);
    assert_int_equal(idle_choose(states, 0, &history, IDLE_NO_DEADLINE), IDLE_WFI);
    assert_int_equal(idle_choose(states, 1u << MIDDLE, &history, IDLE_NO_DEADLINE), MIDDLE);
}

/* A timer that is pending rules out the states in which it stops, however far it is away. */
static void test_timer(void **state)
{
    struct idle_history history;

    (void)state;
    idle_history_init(&history);
    assert_int_equal(idle_choose(states, ALL, &history, UINT64_MAX - 1), MIDDLE);
    assert_int_equal(idle_choose(states, ALL, &history, 100), MIDDLE);
    assert_int_equal(idle_choose(states, ALL, &history, 99), LIGHT);
    assert_int_equal(idle_choose(states, ALL, &history, 10), LIGHT);
    assert_int_equal(idle_choose(states, ALL, &history, 9), IDLE_WFI);
    assert_int_equal(idle_choose(states, ALL, &history, 0), IDLE_WFI);
    assert_int_equal(idle_choose(states, 1u << OFF, &history, UINT64_MAX - 1), IDLE_WFI);
}

static void test_history(void **state)
{
    static const struct {
        uint64_t ticks;
        int state;
    } cases[] = {{1000, OFF}, {999, MIDDLE}, {100, MIDDLE},
                 {99, LIGHT}, {10, LIGHT},   {9, IDLE_WFI}};

    (void)state;
    for (unsigned int i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct idle_history history = history_of(cases[i].ticks);
        assert_int_equal(idle_choose(states, ALL, &history, IDLE_NO_DEADLINE), cases[i].state);
    }
}

/* Half of the last eight decide, and the ninth sleep takes the place of the first. */
static void test_median(void **state)
{
    struct idle_history history = history_of(1000);
    int i;

    (void)state;
    for (i = 0; i < IDLE_HISTORY_SLEEPS / 2; i++)
        idle_history_add(&history, 1);
    assert_int_equal(idle_choose(states, ALL, &history, IDLE_NO_DEADLINE), OFF);
    idle_history_add(&history, 1);
    assert_int_equal(idle_choose(states, ALL, &history, IDLE_NO_DEADLINE), IDLE_WFI);
    for (i = 0; i < IDLE_HISTORY_SLEEPS / 2; i++)
        idle_history_add(&history, 1000);
    assert_int_equal(idle_choose(states, ALL, &history, IDLE_NO_DEADLINE), OFF);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_nothing_known),
        cmocka_unit_test(test_timer),
        cmocka_unit_test(test_history),
        cmocka_unit_test(test_median),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
