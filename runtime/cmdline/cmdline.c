/* SPDX-License-Identifier: MIT */
/* Takes the kernel command line apart: options of the runtime, environment variables, arguments. */
#include "cmdline/cmdline.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>

#include <muster/app.h>
#include <muster/console.h>

#include "arch/feature_override.h"
#include "base/printable.h"

/* The command line, copied. Parsing ends each word in place with a NUL; the application's argv
 * points into it. */
static char line[CMDLINE_MAX_BYTES];

static char program_name[] = CMDLINE_PROGRAM_NAME;
static char *app_argv[CMDLINE_MAX_ARGS + 1] = {program_name};
static struct muster_args app_args = {.argc = 1, .argv = app_argv};

static char *variables[CMDLINE_MAX_VARIABLES + 1];
static unsigned int variable_count;

char **cmdline_environment(void)
{
    return variables;
}

const struct muster_args *muster_app_args(void)
{
    return &app_args;
}

static bool is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

/* Copies @p bootargs to line[]. A line that is too long is cut between two words, since half a word
 * could read as another value of the same option. */
static void copy_line(const char *bootargs)
{
    size_t words_end = 0, at;
    bool quoted = false;

    for (at = 0; bootargs[at]; at++) {
        if (bootargs[at] == '"')
            quoted = !quoted;
        else if (is_space(bootargs[at]) && !quoted)
            words_end = at;
        if (at == CMDLINE_MAX_BYTES - 1) {
            console_printf("muster: command line: longer than %d bytes, the rest is ignored\n",
                           CMDLINE_MAX_BYTES - 1);
            at = words_end;
            break;
        }
        line[at] = bootargs[at];
    }
    line[at] = '\0';
}

/* The messages of this file show text of the command line by show(), one
 * text at a time; the boot CPU is alone. */
static char shown[PRINTABLE_BYTES];

static const char *show(const char *text)
{
    return printable(text, shown);
}

bool cmdline_next_word(const char **rest, char *word, size_t size, bool *lacks_second)
{
    const char *from = *rest;
    size_t used = 0;
    bool quoted = false;

    *lacks_second = false;
    while (is_space(*from))
        from++;
    if (!*from)
        return false;

    for (; *from && (quoted || !is_space(*from)); from++) {
        if (*from != '"') {
            if (used < size - 1)
                word[used++] = *from;
        } else if (quoted || strchr(from + 1, '"')) {
            quoted = !quoted;
        } else {
            *lacks_second = true;
        }
    }
    *rest = *from ? from + 1 : from;
    word[used] = '\0';
    return true;
}

/* Returns the first word at @p *rest, and moves @p *rest behind it. Returns NULL when there is no
 * further word. */
static char *next_word(char **rest)
{
    char *word = *rest;
    const char *behind = word;
    bool lacks_second;

    if (!cmdline_next_word(&behind, word, CMDLINE_MAX_BYTES, &lacks_second))
        return NULL;
    *rest += behind - word;
    if (lacks_second)
        console_printf("muster: command line: %s: a double quote without a second one, ignored\n",
                       show(word));
    return word;
}

static const char *reason(int error)
{
    switch (error) {
    case -EINVAL:
        return "invalid value";
    case -ERANGE:
        return "value out of range";
    default:
        return "not accepted";
    }
}

/* Returns the "=" behind a name of the form [A-Za-z_][A-Za-z0-9_]*, or NULL when @p variable does
 * not begin with such a name and a "=". */
static const char *end_of_name(const char *variable)
{
    const char *at = variable;

    while (*at == '_' || (*at >= 'A' && *at <= 'Z') || (*at >= 'a' && *at <= 'z') ||
           (*at >= '0' && *at <= '9' && at > variable))
        at++;
    return *at == '=' && at > variable ? at : NULL;
}

/* Returns the index of the variable with this name, or the next free index. */
static unsigned int variable_place(const char *variable, size_t name_bytes)
{
    unsigned int place = 0;

    while (place < variable_count && strncmp(variables[place], variable, name_bytes + 1) != 0)
        place++;
    return place;
}

/* Sets an environment variable from "NAME=value". The last word on the line with that name
 * counts. */
static void set_variable(char *variable)
{
    const char *end = end_of_name(variable);

    if (!end) {
        console_printf("muster: command line: %s%s: not of the form %sNAME=value, ignored\n",
                       CMDLINE_VARIABLE_PREFIX, show(variable), CMDLINE_VARIABLE_PREFIX);
        return;
    }
    unsigned int place = variable_place(variable, (size_t)(end - variable));
    if (place == CMDLINE_MAX_VARIABLES) {
        console_printf("muster: command line: more than %d environment variables, %s%s ignored\n",
                       CMDLINE_MAX_VARIABLES, CMDLINE_VARIABLE_PREFIX, show(variable));
        return;
    }
    variables[place] = variable;
    if (place == variable_count)
        variables[++variable_count] = NULL;
}

/* The options of a line that nothing here knows. A line for another kernel has many: they get one
 * message, behind all others. */
struct unknown_options {
    unsigned int count;
    const char *names[CMDLINE_MAX_UNKNOWN_SHOWN];
};

static void note_unknown(struct unknown_options *unknown, const char *name)
{
    if (unknown->count < CMDLINE_MAX_UNKNOWN_SHOWN)
        unknown->names[unknown->count] = name;
    unknown->count++;
}

static void report_unknown(const struct unknown_options *unknown)
{
    if (unknown->count == 0)
        return;
    console_printf("muster: command line: unknown option%s", unknown->count > 1 ? "s" : "");
    for (unsigned int i = 0; i < unknown->count && i < CMDLINE_MAX_UNKNOWN_SHOWN; i++)
        console_printf(" %s,", show(unknown->names[i]));
    if (unknown->count > CMDLINE_MAX_UNKNOWN_SHOWN)
        console_printf(" and %u more,", unknown->count - CMDLINE_MAX_UNKNOWN_SHOWN);
    console_printf(" ignored\n");
}

/* Takes an option that lowers fields of the CPUs' ID registers. Returns false if it is no such
 * option. */
static bool override_feature(const char *name, const char *value)
{
    const char *why;
    int error = arch_override_feature(name, value, &why);

    if (error && error != -ENOENT) {
        console_printf("muster: command line: %s", show(name));
        console_printf("%s%s: %s, ignored\n", value ? "=" : "", value ? show(value) : "", why);
    }
    return error != -ENOENT;
}

static void parse_option(char *word, const struct muster_early_param *params, size_t count,
                         struct unknown_options *unknown)
{
    char *value = strchr(word, '=');

    if (value)
        *value++ = '\0';
    for (size_t i = 0; i < count; i++) {
        int error;

        if (strcmp(params[i].name, word) != 0)
            continue;
        error = params[i].parse(value);
        if (error)
            console_printf("muster: command line: %s%s%s: %s (%d), ignored\n", word,
                           value ? "=" : "", value ? show(value) : "", reason(error), error);
        return;
    }
    if (!override_feature(word, value))
        note_unknown(unknown, word);
}

static void collect_app_args(char *rest)
{
    char *word;

    while ((word = next_word(&rest))) {
        if (app_args.argc == CMDLINE_MAX_ARGS) {
            console_printf("muster: command line: more than %d words for the application, "
                           "ignored from %s on\n",
                           CMDLINE_MAX_ARGS - 1, show(word));
            break;
        }
        app_argv[app_args.argc++] = word;
    }
    app_argv[app_args.argc] = NULL;
}

void cmdline_parse_with(const char *bootargs, const struct muster_early_param *params, size_t count)
{
    struct unknown_options unknown = {.count = 0};
    char *rest = line, *word;

    copy_line(bootargs ? bootargs : "");
    app_args.argc = 1;
    app_argv[1] = NULL;
    variable_count = 0;
    variables[0] = NULL;
    while ((word = next_word(&rest))) {
        if (!strcmp(word, "--")) {
            collect_app_args(rest);
            break;
        }
        if (!strncmp(word, CMDLINE_VARIABLE_PREFIX, strlen(CMDLINE_VARIABLE_PREFIX)))
            set_variable(word + strlen(CMDLINE_VARIABLE_PREFIX));
        else
            parse_option(word, params, count, &unknown);
    }
    report_unknown(&unknown);
}

void cmdline_parse(const char *bootargs)
{
    cmdline_parse_with(bootargs, __muster_early_params_start,
                       (size_t)(__muster_early_params_end - __muster_early_params_start));
}
