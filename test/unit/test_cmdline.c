/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <muster/app.h>

#include "cmdline/cmdline.h"
#include "cmocka_test.h"
#include "console_capture.h"
#include "early_params.h"

/* What the options were called with, in order: "name=value;" or "name;" each. */
static char calls[4096];

static int record(const char *name, const char *value)
{
    snprintf(calls + strlen(calls), sizeof(calls) - strlen(calls), value ? "%s=%s;" : "%s;", name,
             value);
    return 0;
}

static int parse_a(const char *value)
{
    return record("a", value);
}

static int parse_b(const char *value)
{
    return record("b", value);
}

static int parse_number(const char *value)
{
    unsigned int number;
    int error = muster_parse_u32(value, 512, &number);

    return error ? error : record("number", value);
}

static int parse_refused(const char *value)
{
    (void)value;
    return -EPERM;
}

static const struct muster_early_param params[] = {
    {"a", parse_a}, {"b", parse_b}, {"number", parse_number}, {"refused", parse_refused}};

static void parse(const char *bootargs)
{
    calls[0] = '\0';
    console_capture_clear();
    cmdline_parse_with(bootargs, params, sizeof(params) / sizeof(params[0]));
}

static void assert_args(int argc, const char *const *words)
{
    const struct muster_args *args = muster_app_args();

    assert_int_equal(args->argc, argc + 1);
    assert_string_equal(args->argv[0], "app");
    for (int i = 0; i < argc; i++)
        assert_string_equal(args->argv[i + 1], words[i]);
    assert_null(args->argv[argc + 1]);
}
#define ASSERT_ARGS(...)                                                                           \
    assert_args(sizeof((const char *[]){__VA_ARGS__}) / sizeof(char *),                            \
                (const char *[]){__VA_ARGS__})
#define ASSERT_NO_ARGS() assert_args(0, NULL)

static void assert_parsed(const char *bootargs, const char *expected_calls)
{
    parse(bootargs);
    assert_string_equal(calls, expected_calls);
    assert_string_equal(console_captured(), "");
    ASSERT_NO_ARGS();
}

static void test_args_before_parsing(void **state)
{
    (void)state;
    ASSERT_NO_ARGS();
}

static void test_empty(void **state)
{
    (void)state;
    assert_parsed(NULL, "");
    assert_parsed("", "");
    assert_parsed(" \t\n ", "");
}

static void test_options(void **state)
{
    (void)state;
    assert_parsed("a", "a;");
    assert_parsed("a=", "a=;");
    assert_parsed("a=1", "a=1;");
    assert_parsed("a=x=y", "a=x=y;");
    assert_parsed("  b=2\ta=1\n", "b=2;a=1;");
    assert_parsed("a=1 a=2 a", "a=1;a=2;a;");
}

static void test_quotes(void **state)
{
    (void)state;
    assert_parsed("a=\"x y\" b", "a=x y;b;");
    assert_parsed("\"a=x y\" b", "a=x y;b;");
    assert_parsed("a=\"\"", "a=;");
    assert_parsed("a=\"--\" b", "a=--;b;");
    assert_parsed("a=\"x\"\"y z\"", "a=xy z;");
}

static void test_unknown(void **state)
{
    (void)state;
    parse("root=/dev/sda a=1 quiet aa=2 A=3");
    assert_string_equal(calls, "a=1;");
    assert_string_equal(console_captured(),
                        "muster: command line: unknown options root, quiet, aa, A, ignored\n");
    parse("quiet");
    assert_string_equal(console_captured(),
                        "muster: command line: unknown option quiet, ignored\n");
}

/* What other warnings say of the same line comes first, and a long list is cut off. */
static void test_many_unknown(void **state)
{
    char expected[1024] = "muster: command line: number=x: invalid value (-22), ignored\n"
                          "muster: command line: unknown options",
         line[1024] = "";

    (void)state;
    for (int i = 0; i < CMDLINE_MAX_UNKNOWN_SHOWN + 3; i++) {
        snprintf(line + strlen(line), sizeof(line) - strlen(line), "u%d=%d ", i, i);
        if (i < CMDLINE_MAX_UNKNOWN_SHOWN)
            snprintf(expected + strlen(expected), sizeof(expected) - strlen(expected), " u%d,", i);
    }
    strcat(line, "number=x");
    strcat(expected, " and 3 more, ignored\n");
    parse(line);
    assert_string_equal(console_captured(), expected);
}

static void test_bad_values(void **state)
{
    (void)state;
    parse("number=abc number=513 number number=512 refused=x");
    assert_string_equal(calls, "number=512;");
    assert_non_null(strstr(console_captured(), "command line: number=abc: invalid value"));
    assert_non_null(strstr(console_captured(), "command line: number=513: value out of range"));
    assert_non_null(strstr(console_captured(), "command line: number: invalid value"));
    assert_non_null(strstr(console_captured(), "command line: refused=x: not accepted"));
    assert_null(strstr(console_captured(), "number=512"));
}

static void test_app_words(void **state)
{
    (void)state;
    parse("a=1 -- one \"two words\" --name=\"a b\" b=2 -- end");
    assert_string_equal(calls, "a=1;");
    assert_string_equal(console_captured(), "");
    ASSERT_ARGS("one", "two words", "--name=a b", "b=2", "--", "end");

    parse("--"); /* and the words of the line before are gone */
    ASSERT_NO_ARGS();
    parse("-- \"\" x");
    ASSERT_ARGS("", "x");
}

static void test_only_a_bare_dash_dash_ends_the_options(void **state)
{
    (void)state;
    parse("--a a=1 --=2");
    assert_string_equal(calls, "a=1;");
    assert_string_equal(console_captured(),
                        "muster: command line: unknown options --a, --, ignored\n");
    ASSERT_NO_ARGS();
}

static void test_many_app_words(void **state)
{
    char text[1024] = "--";

    (void)state;
    for (int i = 1; i < CMDLINE_MAX_ARGS; i++)
        sprintf(text + strlen(text), " w%d", i);
    parse(text);
    assert_string_equal(console_captured(), "");
    assert_int_equal(muster_app_args()->argc, CMDLINE_MAX_ARGS);
    strcat(text, " beyond more");
    parse(text);
    assert_non_null(strstr(console_captured(), "more than 63 words"));
    assert_non_null(strstr(console_captured(), "from beyond on"));
    assert_int_equal(muster_app_args()->argc, CMDLINE_MAX_ARGS);
    assert_string_equal(muster_app_args()->argv[CMDLINE_MAX_ARGS - 1], "w63");
    assert_null(muster_app_args()->argv[CMDLINE_MAX_ARGS]);
}

/* "a=1 " and so on until @p tail ends at byte @p end. */
static const char *long_line(size_t end, const char *tail)
{
    static char text[2 * CMDLINE_MAX_BYTES];

    memset(text, ' ', end);
    memcpy(text, "a=1", 3);
    strcpy(text + end - strlen(tail), tail);
    return text;
}

static void assert_too_long(const char *bootargs, const char *expected_calls)
{
    parse(bootargs);
    assert_string_equal(calls, expected_calls);
    assert_string_equal(console_captured(),
                        "muster: command line: longer than 2047 bytes, the rest is ignored\n");
}

static void assert_variables(size_t count, const char *const *expected)
{
    char **variables = cmdline_environment();

    for (size_t i = 0; i < count; i++)
        assert_string_equal(variables[i], expected[i]);
    assert_null(variables[count]);
}
#define ASSERT_VARIABLES(...)                                                                      \
    assert_variables(sizeof((const char *[]){__VA_ARGS__}) / sizeof(char *),                       \
                     (const char *[]){__VA_ARGS__})

static void test_variables(void **state)
{
    (void)state;
    assert_parsed("a=1", "a=1;");
    assert_variables(0, NULL);
    assert_parsed("env.HOME=/root a=1 env._b2=", "a=1;");
    ASSERT_VARIABLES("HOME=/root", "_b2=");
    assert_parsed("env.A=\"two words\" \"env.B=x  y\" env.C=1=2", "");
    ASSERT_VARIABLES("A=two words", "B=x  y", "C=1=2");
    assert_parsed("env.A=1 env.AB=2 env.A=3 env.B=4", "");
    ASSERT_VARIABLES("A=3", "AB=2", "B=4");
    parse("env.A=1 -- env.B=2");
    ASSERT_VARIABLES("A=1");
    ASSERT_ARGS("env.B=2");
    parse("env.=1 env.1A=2 env.A-B=3 env.A env=4 env.B=5 env");
    ASSERT_VARIABLES("B=5");
    assert_string_equal(console_captured(),
                        "muster: command line: env.=1: not of the form env.NAME=value, ignored\n"
                        "muster: command line: env.1A=2: not of the form env.NAME=value, ignored\n"
                        "muster: command line: env.A-B=3: not of the form env.NAME=value, ignored\n"
                        "muster: command line: env.A: not of the form env.NAME=value, ignored\n"
                        "muster: command line: unknown options env, env, ignored\n");
}

static void test_many_variables(void **state)
{
    char line[CMDLINE_MAX_BYTES] = "";

    (void)state;
    for (int i = 0; i <= CMDLINE_MAX_VARIABLES; i++)
        snprintf(line + strlen(line), sizeof(line) - strlen(line), "env.V%d=%d ", i, i);
    snprintf(line + strlen(line), sizeof(line) - strlen(line), "env.V0=last");
    parse(line);
    assert_string_equal(cmdline_environment()[0], "V0=last");
    assert_string_equal(cmdline_environment()[CMDLINE_MAX_VARIABLES - 1], "V63=63");
    assert_null(cmdline_environment()[CMDLINE_MAX_VARIABLES]);
    assert_string_equal(console_captured(), "muster: command line: more than 64 environment "
                                            "variables, env.V64=64 ignored\n");
}

static void test_long_lines(void **state)
{
    (void)state;
    assert_parsed(long_line(CMDLINE_MAX_BYTES - 1, "b=2"), "a=1;b=2;");
    assert_too_long(long_line(CMDLINE_MAX_BYTES, "b=2"), "a=1;");
    assert_too_long(long_line(CMDLINE_MAX_BYTES, "b=2 "), "a=1;b=2;");
    assert_too_long(long_line(CMDLINE_MAX_BYTES + 100, "b=2"), "a=1;");
    /* the space in a value is no place to cut */
    assert_too_long(long_line(CMDLINE_MAX_BYTES + 2, "b=\"22 33\""), "a=1;");

    char one_word[CMDLINE_MAX_BYTES + 10];
    memset(one_word, 'a', sizeof(one_word));
    one_word[sizeof(one_word) - 1] = '\0';
    assert_too_long(one_word, "");
}

static void test_registered_options(void **state)
{
    (void)state;
    assert_int_equal(__muster_early_params_end - __muster_early_params_start, 2);
    console_capture_clear();
    cmdline_parse("second_registered first_registered=1 second_registered third");
    assert_int_equal(first_registered_calls, 1);
    assert_int_equal(second_registered_calls, 2);
    assert_string_equal(console_captured(),
                        "muster: command line: unknown option third, ignored\n");
}

/* A quote that is not closed takes nothing with it. */
static void test_unclosed_quotes(void **state)
{
    static const char *const expected[] = {"one", "two"};

    (void)state;
    parse("a=\"1 b -- one two");
    assert_string_equal(calls, "a=1;b;");
    assert_args(2, expected);
    assert_string_equal(console_captured(), "muster: command line: a=1: a double quote without a "
                                            "second one, ignored\n");
    parse("a=\"1 2\" -- one \"two");
    assert_string_equal(calls, "a=1 2;");
    assert_args(2, expected);
    assert_non_null(strstr(console_captured(), "command line: two: a double quote"));
}

/* No message has a byte of the command line that a terminal would obey. */
static void test_control_characters_are_not_shown(void **state)
{
    static const char *const lines[] = {
        "unkn\033own", "number=\"\033[2J\a\"", "refused=\x9b", "env.\033=1", "a=\"\b", "\x7f",
        NULL};

    (void)state;
    for (const char *const *line = lines; *line; line++) {
        parse(*line);
        assert_non_null(strchr(console_captured(), '?'));
        for (const char *at = console_captured(); *at; at++)
            assert_true(*at == '\n' || (*at >= ' ' && *at <= '~'));
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_unclosed_quotes),
        cmocka_unit_test(test_control_characters_are_not_shown),
        cmocka_unit_test(test_args_before_parsing),
        cmocka_unit_test(test_empty),
        cmocka_unit_test(test_options),
        cmocka_unit_test(test_quotes),
        cmocka_unit_test(test_unknown),
        cmocka_unit_test(test_many_unknown),
        cmocka_unit_test(test_bad_values),
        cmocka_unit_test(test_app_words),
        cmocka_unit_test(test_only_a_bare_dash_dash_ends_the_options),
        cmocka_unit_test(test_many_app_words),
        cmocka_unit_test(test_variables),
        cmocka_unit_test(test_many_variables),
        cmocka_unit_test(test_long_lines),
        cmocka_unit_test(test_registered_options),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
