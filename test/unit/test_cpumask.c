/* SPDX-License-Identifier: MIT */
#include <stdlib.h>

#include <muster/cpumask.h>

#include "base/cpumask_set.h"
#include "cmocka_test.h"

/* The borders of words and of the mask, whatever NR_CPUS this is built with. */
static const unsigned int borders[] = {0, 1, 62, 63, 64, 65, 127, 128, NR_CPUS - 1};

#define FOR_EACH_BORDER(cpu)                                                                       \
    for (size_t i_ = 0; i_ < sizeof(borders) / sizeof(borders[0]); i_++)                           \
        if (((cpu) = borders[i_]) < NR_CPUS)

static void fill(struct cpumask *mask)
{
    for (unsigned int cpu = 0; cpu < NR_CPUS; cpu++)
        cpumask_set_cpu(cpu, mask);
}

static void test_boot_values(void **state)
{
    (void)state;
    assert_int_equal(nr_cpu_ids, 1);
    assert_true(cpumask_empty(cpu_possible_mask));
    assert_true(cpumask_empty(cpu_present_mask));
    assert_true(cpumask_empty(cpu_online_mask));
    assert_true(cpumask_empty(cpu_active_mask));
}

static void test_set_and_clear_one(void **state)
{
    unsigned int cpu, other;

    (void)state;
    FOR_EACH_BORDER (cpu) {
        struct cpumask mask = {0};

        cpumask_set_cpu(cpu, &mask);
        for (other = 0; other < NR_CPUS; other++)
            assert_int_equal(cpumask_test_cpu(other, &mask), other == cpu);
        assert_int_equal(cpumask_weight(&mask), 1);
        assert_false(cpumask_empty(&mask));
        assert_int_equal(cpumask_first(&mask), cpu);
        cpumask_clear_cpu(cpu, &mask);
        assert_true(cpumask_empty(&mask));
        assert_int_equal(cpumask_weight(&mask), 0);
    }
}

static void test_clear_one_of_all(void **state)
{
    unsigned int cpu;

    (void)state;
    FOR_EACH_BORDER (cpu) {
        struct cpumask mask = {0};

        fill(&mask);
        cpumask_clear_cpu(cpu, &mask);
        assert_false(cpumask_test_cpu(cpu, &mask));
        assert_int_equal(cpumask_weight(&mask), NR_CPUS - 1);
        assert_int_equal(cpumask_next_from(cpu, &mask), cpu + 1);
    }
}

static void test_numbers_outside(void **state)
{
    struct cpumask mask = {0};

    (void)state;
    fill(&mask);
    assert_false(cpumask_test_cpu(NR_CPUS, &mask));
    assert_false(cpumask_test_cpu((unsigned int)-1, &mask));
    assert_int_equal(cpumask_next_from(NR_CPUS, &mask), NR_CPUS);
    assert_int_equal(cpumask_next_from((unsigned int)-1, &mask), NR_CPUS);
    assert_int_equal(cpumask_next(NR_CPUS - 1, &mask), NR_CPUS);
    assert_int_equal(cpumask_next(-1, &mask), 0);
}

static void test_empty_and_full(void **state)
{
    struct cpumask mask = {0};
    unsigned int cpu, count = 0;

    (void)state;
    for_each_cpu (cpu, &mask)
        count++;
    assert_int_equal(count, 0);
    assert_int_equal(cpumask_first(&mask), NR_CPUS);

    fill(&mask);
    assert_int_equal(cpumask_weight(&mask), NR_CPUS);
    for_each_cpu (cpu, &mask)
        assert_int_equal(cpu, count++);
    assert_int_equal(count, NR_CPUS);
    assert_int_equal(cpu, NR_CPUS);
    cpumask_clear(&mask);
    assert_true(cpumask_empty(&mask));
}

static void test_copy_and_equal(void **state)
{
    struct cpumask a = {0}, b = {0};
    unsigned int cpu;

    (void)state;
    assert_true(cpumask_equal(&a, &b));
    FOR_EACH_BORDER (cpu) {
        cpumask_set_cpu(cpu, &a);
        assert_false(cpumask_equal(&a, &b));
        cpumask_copy(&b, &a);
        assert_true(cpumask_equal(&a, &b));
        cpumask_clear_cpu(cpu, &b);
        assert_false(cpumask_equal(&a, &b));
        cpumask_clear_cpu(cpu, &a);
    }
}

/* Compares masks of all densities with an array of truth values. */
static void test_random_masks(void **state)
{
    (void)state;
    srand(1);
    for (int round = 0; round < 200; round++) {
        struct cpumask mask = {0};
        bool in[NR_CPUS];
        unsigned int weight = 0, cpu, at = 0;

        for (cpu = 0; cpu < NR_CPUS; cpu++) {
            in[cpu] = rand() % 200 < round;
            weight += in[cpu];
            if (in[cpu])
                cpumask_set_cpu(cpu, &mask);
        }
        assert_int_equal(cpumask_weight(&mask), weight);
        assert_int_equal(cpumask_empty(&mask), weight == 0);
        for_each_cpu (cpu, &mask) {
            for (; at < cpu; at++)
                assert_false(in[at]);
            assert_true(in[at++]);
        }
        for (; at < NR_CPUS; at++)
            assert_false(in[at]);
    }
}

static void test_machine_masks(void **state)
{
    static void (*const set[])(unsigned int, bool) = {set_cpu_possible, set_cpu_present,
                                                      set_cpu_online, set_cpu_active};
    unsigned int cpu = NR_CPUS - 1, each;

    (void)state;
    for (size_t i = 0; i < 4; i++) {
        set[i](cpu, true);
        assert_true(cpu_possible(cpu));
        assert_int_equal(cpu_present(cpu), i >= 1);
        assert_int_equal(cpu_online(cpu), i >= 2);
        assert_int_equal(cpu_active(cpu), i >= 3);
    }
    assert_int_equal(num_possible_cpus() + num_present_cpus(), 2);
    assert_int_equal(num_online_cpus() + num_active_cpus(), 2);
    for_each_online_cpu (each)
        assert_int_equal(each, cpu);
    for (size_t i = 4; i-- > 0;) {
        set[i](cpu, false);
        assert_int_equal(cpu_possible(cpu), i >= 1);
        assert_int_equal(cpu_present(cpu), i >= 2);
        assert_int_equal(cpu_online(cpu), i >= 3);
        assert_false(cpu_active(cpu));
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_boot_values),      cmocka_unit_test(test_set_and_clear_one),
        cmocka_unit_test(test_clear_one_of_all), cmocka_unit_test(test_numbers_outside),
        cmocka_unit_test(test_empty_and_full),   cmocka_unit_test(test_copy_and_equal),
        cmocka_unit_test(test_random_masks),     cmocka_unit_test(test_machine_masks),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
