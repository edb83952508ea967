/* SPDX-License-Identifier: MIT */
/* Numbers and switches in the values of options. */
#include <errno.h>
#include <stdbool.h>

#include <muster/cmdline.h>

#include "cmocka_test.h"

static void test_parse_u32(void **state)
{
    unsigned int value = 77;

    (void)state;
    static const struct {
        const char *text;
        unsigned int max, value;
    } good[] = {
        {"0", 0, 0},
        {"007", 9, 7},
        {"512", 512, 512},
        {"0x1F", 31, 31},
        {"0Xabcdef", 0xffffff, 0xabcdef},
        {"4294967295", 0xffffffff, 0xffffffff},
        {"0xffffffff", 0xffffffff, 0xffffffff},
    };
    for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
        assert_int_equal(muster_parse_u32(good[i].text, good[i].max, &value), 0);
        assert_int_equal(value, good[i].value);
    }

    static const char *const none[] = {"",   " 1", "1 ",  "-1", "+1", "1k",
                                       "0x", "x1", "0xg", "f",  "1.", "99999999999999999999999x",
                                       NULL};
    value = 77;
    for (size_t i = 0; i < sizeof(none) / sizeof(none[0]); i++)
        assert_int_equal(muster_parse_u32(none[i], 0xffffffff, &value), -EINVAL);

    assert_int_equal(muster_parse_u32("1", 0, &value), -ERANGE);
    assert_int_equal(muster_parse_u32("513", 512, &value), -ERANGE);
    assert_int_equal(muster_parse_u32("4294967296", 0xffffffff, &value), -ERANGE);
    assert_int_equal(muster_parse_u32("0x100000000", 0xffffffff, &value), -ERANGE);
    /* 2^64 + 1: would be 1 if the sum wrapped round */
    assert_int_equal(muster_parse_u32("18446744073709551617", 512, &value), -ERANGE);
    assert_int_equal(value, 77);
}

static void test_parse_bool(void **state)
{
    static const char *const yes[] = {NULL, "1", "y", "on"}, *const no[] = {"0", "n", "off"};
    static const char *const neither[] = {"", "2", "onn", "o", "yess", "10"};
    bool value;

    (void)state;
    for (size_t i = 0; i < sizeof(yes) / sizeof(yes[0]); i++) {
        value = false;
        assert_int_equal(muster_parse_bool(yes[i], &value), 0);
        assert_true(value);
    }
    for (size_t i = 0; i < sizeof(no) / sizeof(no[0]); i++) {
        value = true;
        assert_int_equal(muster_parse_bool(no[i], &value), 0);
        assert_false(value);
    }
    for (size_t i = 0; i < sizeof(neither) / sizeof(neither[0]); i++)
        assert_int_equal(muster_parse_bool(neither[i], &value), -EINVAL);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_parse_u32),
        cmocka_unit_test(test_parse_bool),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
