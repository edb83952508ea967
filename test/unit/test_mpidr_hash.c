/* SPDX-License-Identifier: MIT */
#include <errno.h>

#include "base/mpidr_hash.h"
#include "cmocka_test.h"

/* The table cannot be emptied: each test uses ids of its own, NR_CPUS in all at the most. */

static void test_absent_id_is_not_found(void **state)
{
    (void)state;
    assert_int_equal(mpidr_hash_find(0), -EINVAL);
    assert_int_equal(mpidr_hash_find(UINT64_MAX), -EINVAL);
}

static void test_second_add_is_refused(void **state)
{
    const uint64_t hwid = 0x8000000000 | 0x123;

    (void)state;
    assert_int_equal(mpidr_hash_add(hwid, 7), 0);
    assert_int_equal(mpidr_hash_add(hwid, 8), -EEXIST);
    assert_int_equal(mpidr_hash_find(hwid), 7);
}

/* The ids of machine layouts that exist, each affinity level in turn the one that counts. */
static void test_full_table(void **state)
{
    static const struct {
        unsigned int shift, per_level;
    } layouts[] = {{0, 256}, {8, 16}, {16, 256}, {32, 100}};
    uint64_t hwids[NR_CPUS];
    unsigned int count = 1; /* one is in it from the test before */

    (void)state;
    for (unsigned int layout = 0; layout < 4; layout++) {
        for (unsigned int i = 1; i < layouts[layout].per_level && count < NR_CPUS; i++) {
            uint64_t hwid = (uint64_t)i << layouts[layout].shift;
            assert_int_equal(mpidr_hash_add(hwid, count), 0);
            hwids[count++] = hwid;
        }
    }
    assert_int_equal(count, NR_CPUS);
    for (unsigned int cpu = 1; cpu < count; cpu++)
        assert_int_equal(mpidr_hash_find(hwids[cpu]), cpu);
    assert_int_equal(mpidr_hash_find(0xff00ffffff), -EINVAL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_absent_id_is_not_found),
        cmocka_unit_test(test_second_add_is_refused),
        cmocka_unit_test(test_full_table),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
