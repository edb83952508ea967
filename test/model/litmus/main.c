/* SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "litmus.h"

/*
 * usage: litmus [--trail] FILE...
 *
 * Checks litmus tests: as it stands each must never come to what it calls `never`, and must be able
 * to come to what it calls `sometimes`; each of its mutations must come to a `never`. A line for
 * each says how that ended. --trail prints an execution for each `never` that is found; one that
 * must not be is printed always. Status 1 when one is not as it must be, 2 for a mistake in a file.
 */

void litmus_fail(const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    fputs("litmus: ", stderr);
    vfprintf(stderr, format, arguments);
    fputc('\n', stderr);
    va_end(arguments);
    exit(2);
}

static bool check_plain(const struct litmus *test)
{
    struct outcome outcome = litmus_explore(test, "", true);
    bool is_good = true;

    for (int i = 0; i < test->condition_count; i++) {
        if (outcome.found[i] == test->conditions[i].must_be_possible)
            continue;
        printf("%s: %s: %s\n", test->name, test->conditions[i].text,
               outcome.found[i] ? "IT HAPPENS" : "IT CANNOT HAPPEN");
        is_good = false;
    }
    if (is_good)
        printf("%s: as it must be, %lu states\n", test->name, (unsigned long)outcome.states);
    return is_good;
}

static bool check_mutation(const struct litmus *test, const char *mutation, bool shows_trail)
{
    struct outcome outcome = litmus_explore(test, mutation, shows_trail);
    const char *found = NULL;

    for (int i = 0; i < test->condition_count; i++)
        if (!test->conditions[i].must_be_possible && outcome.found[i])
            found = test->conditions[i].text;
    printf("%s, mutation %s: %s%s\n", test->name, mutation, found ? "found: " : "NOT FOUND",
           found ? found : "");
    return found;
}

/* Returns true if a line before the one of the thread has a mutation of the same name. */
static bool is_known_mutation(const struct litmus *test, int thread, int line)
{
    const char *name = test->threads[thread].lines[line].mutation;

    for (int before = 0; before <= thread; before++)
        for (int i = 0; i < (before == thread ? line : test->threads[before].line_count); i++)
            if (strcmp(test->threads[before].lines[i].mutation, name) == 0)
                return true;
    return false;
}

static bool check_mutations(const struct litmus *test, bool shows_trail)
{
    bool is_good = true;

    for (int thread = 0; thread < test->thread_count; thread++)
        for (int line = 0; line < test->threads[thread].line_count; line++) {
            const char *mutation = test->threads[thread].lines[line].mutation;
            if (*mutation && !is_known_mutation(test, thread, line))
                is_good &= check_mutation(test, mutation, shows_trail);
        }
    return is_good;
}

int main(int argc, char **argv)
{
    static struct litmus test;
    bool shows_trail = argc > 1 && strcmp(argv[1], "--trail") == 0, is_good = true;

    for (int i = 1 + shows_trail; i < argc; i++)
        while (litmus_read(&test, argv[i])) {
            is_good &= check_plain(&test);
            is_good &= check_mutations(&test, shows_trail);
        }
    return !is_good;
}
