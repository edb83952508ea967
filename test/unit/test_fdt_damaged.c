/* SPDX-License-Identifier: MIT */
/* Damages good trees, given as arguments, in every place one after the other. */
#include <errno.h>
#include <libfdt.h>
#include <stdlib.h>
#include <string.h>

#include "cmocka_test.h"
#include "fdt_as_runtime.h"
#include "fdt_file.h"
#include "tree_builder.h"

static const char **paths;
static int path_count;

/* Runs @p test on each tree, in both orders of its blocks. */
static void each_tree(void (*test)(char *fdt))
{
    for (int i = 0; i < path_count; i++) {
        char *fdt = fdt_file_read(paths[i]), *other = tree_structure_last(fdt);

        assert_int_equal(fdt_as_runtime(fdt, fdt_totalsize(fdt)), 0);
        assert_int_equal(fdt_as_runtime(other, fdt_totalsize(other)), 0);
        test(fdt);
        test(other);
        free(other);
        free(fdt);
    }
}

static void cut_file(char *fdt)
{
    for (size_t bytes = 0; bytes < fdt_totalsize(fdt); bytes++) {
        char *part = malloc(bytes);

        if (bytes)
            memcpy(part, fdt, bytes);
        assert_int_equal(fdt_as_runtime(part, bytes), -EINVAL);
        /* and when the header says that this is all */
        if (bytes >= sizeof(struct fdt_header)) {
            fdt_set_totalsize(part, (uint32_t)bytes);
            assert_int_equal(fdt_as_runtime(part, bytes), -EINVAL);
        }
        free(part);
    }
}

static void test_cut_file(void **state)
{
    (void)state;
    each_tree(cut_file);
}

/* Has the structure block end at each of its words. The tree ends with it, if the block stands
 * last. */
static void cut_structure(char *fdt)
{
    uint32_t whole = fdt_size_dt_struct(fdt), from = fdt_off_dt_struct(fdt);
    bool last = from + whole == fdt_totalsize(fdt);

    for (uint32_t bytes = 0; bytes < whole; bytes++) {
        size_t total = last ? from + bytes : fdt_totalsize(fdt);
        char *part = malloc(total);

        memcpy(part, fdt, total);
        fdt_set_size_dt_struct(part, bytes);
        fdt_set_totalsize(part, (uint32_t)total);
        assert_int_equal(fdt_as_runtime(part, total), -EINVAL);
        free(part);
    }
}

static void test_cut_structure(void **state)
{
    (void)state;
    each_tree(cut_structure);
}

static void cut_strings(char *fdt)
{
    uint32_t whole = fdt_size_dt_strings(fdt);

    for (uint32_t bytes = 0; bytes < whole; bytes++) {
        fdt_set_size_dt_strings(fdt, bytes);
        assert_int_equal(fdt_as_runtime(fdt, fdt_totalsize(fdt)), -EINVAL);
    }
}

static void test_cut_strings(void **state)
{
    (void)state;
    each_tree(cut_strings);
}

static void flip_bytes(char *fdt, uint32_t from, uint32_t to)
{
    static const unsigned char flips[] = {0x01, 0x02, 0x80, 0xff};

    for (uint32_t at = from; at < to; at++)
        for (size_t i = 0; i < sizeof(flips); i++) {
            fdt[at] ^= (char)flips[i];
            fdt_as_runtime(fdt, fdt_totalsize(fdt)); /* ends the program where it is wrong */
            fdt[at] ^= (char)flips[i];
        }
}

static void flip_structure(char *fdt)
{
    flip_bytes(fdt, fdt_off_dt_struct(fdt), fdt_off_dt_struct(fdt) + fdt_size_dt_struct(fdt));
}

static void test_flip_structure(void **state)
{
    (void)state;
    each_tree(flip_structure);
}

/* The header, the reserve block and the strings: a flip may make totalsize wrong as well. */
static void flip_the_rest(char *fdt)
{
    size_t bytes = fdt_totalsize(fdt);

    for (size_t at = 0; at < bytes; at++) {
        if (at == fdt_off_dt_struct(fdt))
            at += fdt_size_dt_struct(fdt);
        for (int bit = 0; at < bytes && bit < 8; bit++) {
            fdt[at] ^= (char)(1 << bit);
            fdt_as_runtime(fdt, bytes);
            fdt[at] ^= (char)(1 << bit);
        }
    }
}

static void test_flip_the_rest(void **state)
{
    (void)state;
    each_tree(flip_the_rest);
}

int main(int argc, char **argv)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cut_file),      cmocka_unit_test(test_cut_structure),
        cmocka_unit_test(test_cut_strings),   cmocka_unit_test(test_flip_structure),
        cmocka_unit_test(test_flip_the_rest),
    };

    paths = (const char **)argv + 1;
    path_count = argc - 1;
    if (path_count == 0)
        return EXIT_FAILURE;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
