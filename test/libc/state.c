/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <muster/app.h>

#include "check.h"
#include "rendezvous.h"

/* What functions of the C library keep between two calls is the CPU's own: all CPUs call them at
 * the same time and in step, each with arguments of its own. */

#define NUMBERS 200
#define SECONDS_PER_DAY 86400

static struct rendezvous place;

static void check_strtok(unsigned int cpu)
{
    char text[64], expected[16];

    snprintf(text, sizeof(text), "a%u,b%u,c%u", cpu, cpu, cpu);
    char *word = strtok(text, ",");
    for (char letter = 'a'; letter <= 'c'; letter++) {
        snprintf(expected, sizeof(expected), "%c%u", letter, cpu);
        CHECK(word && strcmp(word, expected) == 0);
        rendezvous(&place);
        word = strtok(NULL, ",");
    }
    CHECK(!word);
}

/* The same seed gives the same numbers, whatever other CPUs draw meanwhile. */
static void check_rand(unsigned int cpu)
{
    int numbers[NUMBERS];

    for (unsigned int round = 0; round < 2; round++) {
        srand(cpu + 1);
        rendezvous(&place);
        for (unsigned int i = 0; i < NUMBERS; i++) {
            int number = rand();
            CHECK(round == 0 || number == numbers[i]);
            numbers[i] = number;
        }
        rendezvous(&place);
    }
}

static void check_time(unsigned int cpu)
{
    const time_t day = (time_t)cpu * SECONDS_PER_DAY;
    struct tm own;
    char text[32];

    const struct tm *utc = gmtime(&day);
    rendezvous(&place);
    CHECK(utc->tm_yday == (int)cpu % 365 && utc->tm_hour == 0);
    const struct tm *local = localtime(&day);
    rendezvous(&place);
    own = *local;
    CHECK(own.tm_yday == (int)cpu % 365);
    const char *shown = asctime(&own);
    asctime_r(&own, text);
    rendezvous(&place);
    CHECK(strcmp(shown, text) == 0);
}

static _Thread_local int handled;

static void handle_on_even(int number)
{
    (void)number;
    handled += 2;
}

static void handle_on_odd(int number)
{
    (void)number;
    handled += 3;
}

static void check_signal(unsigned int cpu)
{
    CHECK(signal(SIGUSR1, cpu % 2 ? handle_on_odd : handle_on_even) == SIG_DFL);
    rendezvous(&place);
    CHECK(raise(SIGUSR1) == 0 && handled == (cpu % 2 ? 3 : 2));
}

/* FNV-1a over the results' bytes. */
static uint64_t hash(uint64_t so_far, double value)
{
    uint64_t bits;

    memcpy(&bits, &value, sizeof(bits));
    return (so_far ^ bits) * UINT64_C(0x100000001b3);
}

static uint64_t hash_of_libm(void)
{
    uint64_t sum = UINT64_C(0xcbf29ce484222325);

    for (volatile double x = 0.125; x < 40; x += 0.375) {
        sum = hash(hash(hash(sum, sin(x)), exp(-x)), log(x));
        sum = hash(hash(hash(sum, pow(x, 1.5)), tgamma(x / 4)), lgamma(x));
        sum = hash(hash(hash(sum, atan2(x, 3)), cbrt(x)), fmod(x, 0.7));
    }
    return sum;
}

/* Each CPU's results, with all computing, are those of CPU 0 alone. */
static void check_libm(unsigned int cpu)
{
    static uint64_t alone;

    if (cpu == 0)
        alone = hash_of_libm();
    rendezvous(&place);
    CHECK(hash_of_libm() == alone);
}

int app_main_percpu(unsigned int cpu)
{
    check_strtok(cpu);
    check_rand(cpu);
    check_time(cpu);
    check_signal(cpu);
    check_libm(cpu);
    return 0;
}
