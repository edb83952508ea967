/* SPDX-License-Identifier: MIT */
/* libFuzzer's entry: any command line is taken apart, and what comes out is held against what the
 * headers say of it. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <muster/app.h>

#include "cmdline/cmdline.h"
#include "console_capture.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool holds, const char *what)
{
    if (holds)
        return;
    fprintf(stderr, "after cmdline_parse_with(): %s\n", what);
    abort();
}

static int parse_number(const char *value)
{
    unsigned int number = 0;
    int error = muster_parse_u32(value, 512, &number);

    require(error < 0 || number <= 512, "a number above its limit");
    return error;
}

static int parse_flag(const char *value)
{
    bool flag;

    return muster_parse_bool(value, &flag);
}

static int parse_text(const char *value)
{
    require(!value || strlen(value) < CMDLINE_MAX_BYTES, "a value is too long");
    return 0;
}

static const struct muster_early_param params[] = {
    {"n", parse_number}, {"b", parse_flag}, {"t", parse_text}};

static void check_arguments(void)
{
    const struct muster_args *args = muster_app_args();

    require(args->argc >= 1 && args->argc <= CMDLINE_MAX_ARGS, "argc");
    require(!args->argv[args->argc], "argv does not end in NULL");
    for (int i = 0; i < args->argc; i++)
        require(strlen(args->argv[i]) < CMDLINE_MAX_BYTES, "an argument is too long");
}

static void check_environment(void)
{
    unsigned int count = 0;

    for (char **variable = cmdline_environment(); *variable; variable++, count++)
        require(strchr(*variable, '=') > *variable, "a variable without a name");
    require(count <= CMDLINE_MAX_VARIABLES, "too many variables");
}

static void check_messages(void)
{
    for (const char *at = console_captured(); *at; at++)
        require(*at == '\n' || (*at >= ' ' && *at <= '~'), "a control character on the console");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *line = malloc(size + 1);

    if (size)
        memcpy(line, data, size);
    line[size] = '\0';
    console_capture_clear();
    cmdline_parse_with(line, params, sizeof(params) / sizeof(params[0]));
    check_arguments();
    check_environment();
    check_messages();
    free(line);
    return 0;
}
