/* SPDX-License-Identifier: MIT */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <muster/app.h>
#include <muster/clock.h>

#include "check.h"
#include "own_names.h"

/* A program that has variables by POSIX's names uses functions of C that stand on POSIX's.
 * usage: link-own-names FILE */

static volatile sig_atomic_t caught;

static void catch_signal(int number)
{
    caught = number;
}

static void use_a_file(const char *path)
{
    char text[16] = "";
    FILE *file = fopen(path, "w");

    CHECK(file && fputs("a line\n", file) >= 0 && fclose(file) == 0);
    file = fopen(path, "r");
    CHECK(file && fseek(file, 2, SEEK_SET) == 0 && fgets(text, sizeof(text), file));
    CHECK(strcmp(text, "line\n") == 0 && fclose(file) == 0);
    CHECK(remove(path) == 0);
    CHECK(!fopen(path, "r"));
}

static void use_clocks(void)
{
    CHECK(time(NULL) != (time_t)-1);
    CHECK(clock() != (clock_t)-1);
}

static void use_memory_and_signals(void)
{
    char *memory = malloc(1 << 20);

    CHECK(memory && memset(memory, 1, 1 << 20));
    free(memory);
    CHECK(signal(SIGUSR1, catch_signal) != SIG_ERR && raise(SIGUSR1) == 0 && caught == SIGUSR1);
}

int app_main_percpu(unsigned int cpu)
{
    if (cpu)
        return 0;
    CHECK(muster_app_args()->argc == 2);
    use_a_file(muster_app_args()->argv[1]);
    use_clocks();
    use_memory_and_signals();
    CHECK(own_names_are_kept());
    return 0;
}
