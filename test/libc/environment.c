/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <muster/app.h>

#include "check.h"
#include "rendezvous.h"

/* Checks the environment and the arguments of the test's command line, in the first constructor and
 * in the application. Then each CPU sets variables of its own. */

#define ROUNDS 40

static struct rendezvous place;

static void check_value(const char *name, const char *value)
{
    const char *found = getenv(name);
    CHECK(found && strcmp(found, value) == 0);
}

static void check_from_command_line(void)
{
    const struct muster_args *args = muster_app_args();

    check_value("NAME", "value");
    check_value("QUOTED", "two words");
    check_value("EMPTY", "");
    check_value("TWICE", "last");
    CHECK(!getenv("MISSING") && !getenv("NAM") && !getenv("env.NAME"));
    CHECK(environ[0] && environ[4] == NULL);

    CHECK(args->argc == 3 && strcmp(args->argv[0], "app") == 0);
    CHECK(strcmp(args->argv[1], "one") == 0 && strcmp(args->argv[2], "two words") == 0);
    CHECK(args->argv[3] == NULL);
}

__attribute__((constructor(101))) static void first_constructor(void)
{
    check_from_command_line();
}

static void check_changes(void)
{
    static char put[] = "PUT=in";

    CHECK(setenv("NAME", "other", 0) == 0);
    check_value("NAME", "value");
    CHECK(setenv("NAME", "a longer value", 1) == 0);
    check_value("NAME", "a longer value");
    CHECK(setenv("NEW", "one", 1) == 0 && putenv(put) == 0);
    check_value("NEW", "one");
    check_value("PUT", "in");
    CHECK(unsetenv("QUOTED") == 0 && !getenv("QUOTED"));
    check_value("EMPTY", "");
    check_value("TWICE", "last");
}

static void variable_name(char *name, unsigned int cpu, unsigned int round)
{
    memcpy(name, "CPU____", 8);
    name[3] = (char)('A' + cpu);
    name[4] = (char)('A' + round / 8);
    name[5] = (char)('A' + round % 8);
}

/* Checks that no variable is lost when all CPUs add some at once. */
static void set_variables(unsigned int cpu)
{
    char name[8];

    for (unsigned int round = 0; round < ROUNDS; round++) {
        variable_name(name, cpu, round);
        CHECK(setenv(name, name, 1) == 0);
    }
}

static void check_variables(void)
{
    char name[8];
    unsigned int cpu;

    for_each_online_cpu (cpu) {
        for (unsigned int round = 0; round < ROUNDS; round++) {
            variable_name(name, cpu, round);
            check_value(name, name);
        }
    }
}

int app_main_percpu(unsigned int cpu)
{
    check_from_command_line();
    rendezvous(&place);
    if (cpu == 0)
        check_changes();
    rendezvous(&place);
    set_variables(cpu);
    rendezvous(&place);
    check_variables();
    return 0;
}
