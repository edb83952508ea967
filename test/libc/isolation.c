/* SPDX-License-Identifier: MIT */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <muster/app.h>

#include "args.h"
#include "check.h"
#include "rendezvous.h"

/*
 * usage: libc-isolation ROUNDS
 *
 * Checks that what the libc keeps between two calls is each CPU's own. In ROUNDS rounds all CPUs
 * are between the same two calls at once, and each goes on where it was itself.
 */

#define TOKENS 6
#define NUMBERS 20
#define MAX_CPUS 8
#define DAY_S 86400

static struct rendezvous place;

static void check_strtok(unsigned int cpu)
{
    char text[100] = "", expected[20];

    for (unsigned int i = 0; i < TOKENS; i++)
        sprintf(text + strlen(text), "%u.%u%s", cpu, i, i % 2 ? ";" : ",;");
    for (unsigned int i = 0; i < TOKENS; i++) {
        rendezvous(&place);
        const char *token = strtok(i ? NULL : text, ",;");
        sprintf(expected, "%u.%u", cpu, i);
        CHECK(token && strcmp(token, expected) == 0);
    }
    rendezvous(&place);
    CHECK(!strtok(NULL, ",;"));
}

/* Computes what rand() gives for a seed on one CPU alone. */
static int numbers[MAX_CPUS][NUMBERS];

static void prepare_numbers(void)
{
    for (unsigned int seed = 0; seed < MAX_CPUS; seed++) {
        srand(seed + 1);
        for (unsigned int i = 0; i < NUMBERS; i++)
            numbers[seed][i] = rand();
        CHECK(seed == 0 || memcmp(numbers[seed], numbers[0], sizeof(*numbers)) != 0);
    }
}

static void check_rand(unsigned int cpu)
{
    srand(cpu + 1);
    for (unsigned int i = 0; i < NUMBERS; i++) {
        rendezvous(&place);
        CHECK(rand() == numbers[cpu][i]);
    }
}

/* The results' memory is the libc's. */
static void check_time(unsigned int cpu)
{
    time_t day = (time_t)DAY_S * cpu;
    char expected[30];

    rendezvous(&place);
    const struct tm *utc = gmtime(&day);
    rendezvous(&place);
    CHECK(utc->tm_year == 70 && utc->tm_mon == 0 && utc->tm_mday == (int)cpu + 1);
    const struct tm *local = localtime(&day);
    rendezvous(&place);
    CHECK(local->tm_year == 70 && local->tm_mon == 0 && local->tm_mday == (int)cpu + 1);
    const char *text = asctime(local);
    rendezvous(&place);
    sprintf(expected, "Jan %2u 00:00:00 1970\n", cpu + 1);
    CHECK(strcmp(text + 4, expected) == 0);
}

static _Thread_local int handled;

static void handle_on_even(int number)
{
    (void)number;
    handled = 2;
}

static void handle_on_odd(int number)
{
    (void)number;
    handled = 3;
}

/* The CPU that handles a signal. */
static void check_signal(unsigned int cpu)
{
    handled = 0;
    signal(SIGUSR1, cpu % 2 ? handle_on_odd : handle_on_even);
    rendezvous(&place);
    CHECK(raise(SIGUSR1) == 0 && handled == (cpu % 2 ? 3 : 2));
}

int app_main_percpu(unsigned int cpu)
{
    CHECK(cpu < MAX_CPUS);
    if (cpu == 0)
        prepare_numbers();
    rendezvous(&place);
    for (unsigned long rounds = arg_number(1); rounds--;) {
        check_strtok(cpu);
        check_rand(cpu);
        check_time(cpu);
        check_signal(cpu);
    }
    return 0;
}
