/* SPDX-License-Identifier: MIT */
/* Interrupts in the device tree: properties of junk. */
#include <errno.h>

#include "cmocka_test.h"
#include "irq_tree.h"

static uint32_t next_random(void)
{
    static uint32_t random = 1;

    random = random * 1664525 + 1013904223;
    return random >> 8;
}

/* Returns mostly small numbers and phandles, which get far. */
static struct cells junk(size_t max_count)
{
    static const uint32_t likely[] = {0, 1, 2, 3, 4, GIC_PHANDLE, OTHER_PHANDLE, 13, UINT32_MAX};
    struct cells cells = {.count = next_random() % (max_count + 1)};

    for (size_t i = 0; i < cells.count; i++)
        cells.cells[i] = likely[next_random() % (sizeof(likely) / sizeof(likely[0]))];
    if (next_random() % 8 == 0)
        cells.odd_bytes = next_random() % 4;
    return cells;
}

/* Checks that there is no read outside the tree, which the sanitizer sees, and no unknown error. */
static void test_junk(void **state)
{
    (void)state;
    for (unsigned int round = 0; round < 100000; round++) {
        struct shape s = good();
        struct fdt_irq irq = {0};

        if (next_random() % 2)
            s.interrupts = junk(12);
        if (next_random() % 2)
            s.extended = junk(12);
        if (next_random() % 4 == 0)
            s.root_parent = junk(2);
        if (next_random() % 4 == 0)
            s.bus_parent = junk(1);
        if (next_random() % 4 == 0)
            s.device_parent = junk(1);
        if (next_random() % 4 == 0)
            s.gic_cells = junk(1);
        if (next_random() % 4 == 0)
            s.other_cells = junk(1);
        if (next_random() % 8 == 0)
            s.bus_cells = junk(1);
        int result = ask(&s, next_random() % 5, &irq);
        if (result == 0)
            assert_in_range(irq.intid, 16, 1019);
        else
            assert_true(result == -ENOENT || result == -EINVAL || result == -EOPNOTSUPP);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_junk),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
