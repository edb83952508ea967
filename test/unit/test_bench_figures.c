/* SPDX-License-Identifier: MIT */
#include "bench/figures.h"
#include "cmocka_test.h"

/* The sums behind a benchmark's figures. */

static void assert_spread(struct bench_spread spread, uint64_t min, uint64_t median, uint64_t max)
{
    assert_int_equal(spread.min, min);
    assert_int_equal(spread.median, median);
    assert_int_equal(spread.max, max);
}

static void test_spread(void **state)
{
    uint64_t one[] = {7}, odd[] = {5, 1, 9}, even[] = {8, 2, 4, 6}, same[] = {3, 3, 3, 3, 3};
    uint64_t large[] = {UINT64_MAX, UINT64_MAX - 3, UINT64_MAX, UINT64_MAX - 2};

    (void)state;
    assert_spread(bench_spread(one, 1), 7, 7, 7);
    assert_spread(bench_spread(odd, 3), 1, 5, 9);
    assert_spread(bench_spread(even, 4), 2, 5, 8);
    assert_spread(bench_spread(same, 5), 3, 3, 3);
    assert_spread(bench_spread(large, 4), UINT64_MAX - 3, UINT64_MAX - 1, UINT64_MAX);
}

static void test_ratio(void **state)
{
    const uint64_t large = UINT64_MAX / 2, factor = 1000 * 1000;

    (void)state;
    assert_int_equal(bench_ratio(10, 1000, 4), 2500);
    assert_int_equal(bench_ratio(1, 1000, 3), 333);
    assert_int_equal(bench_ratio(0, 1000, 3), 0);
    /* A product that does not fit: right to a part in a million. */
    assert_in_range(bench_ratio(large, factor, large / 4), 4 * factor - 8, 4 * factor + 8);
    assert_in_range(bench_ratio(large, factor, large), factor - 2, factor + 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_spread),
        cmocka_unit_test(test_ratio),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
