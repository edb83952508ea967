/* SPDX-License-Identifier: MIT */
#include <stdio.h>

#include <muster/app.h>

#include "args.h"
#include "check.h"
#include "rendezvous.h"

/*
 * usage: libc-lines ROUNDS WAY LENGTH...
 *
 * All CPUs print lines at once, ROUNDS of each LENGTH (characters, without the line's end), each in
 * one of these WAYs: "whole", one call; "pieces", several calls; "flushed", with fflush() after it;
 * "console", by console_printf(). test/libc/check-lines reads them: a line is
 *     :CPU:NUMBER:LENGTH:abcdef...:
 * filled up with letters from CPU + NUMBER on.
 */

#define FIRST_LENGTH 3
#define MAX_LENGTH 1000
#define BUFFER_BYTES 300

static _Thread_local char line[MAX_LENGTH + 1];

static void make_line(unsigned int cpu, unsigned int number, unsigned int length)
{
    unsigned int at;

    CHECK(length <= MAX_LENGTH);
    at = (unsigned int)sprintf(line, ":%u:%u:%u:", cpu, number, length);
    for (unsigned int letter = cpu + number; at < length - 1; letter++)
        line[at++] = (char)('a' + letter % 26);
    line[at++] = ':';
    line[at] = '\0';
}

static void print_in_pieces(unsigned int length)
{
    unsigned int at = 0, piece = 1;

    for (; at < length; at += piece, piece = piece % 60 + 7) {
        if (piece > length - at)
            piece = length - at;
        if (piece == 1)
            putchar(line[at]);
        else
            printf("%.*s", (int)piece, line + at);
    }
    printf("\n");
}

static void print_line(unsigned int length, unsigned int number)
{
    if (arg_is(2, "pieces")) {
        print_in_pieces(length);
    } else if (arg_is(2, "console")) {
        console_printf("%s\n", line);
    } else if (arg_is(2, "puts") || (arg_is(2, "mixed") && number % 3 == 0)) {
        puts(line);
    } else if (arg_is(2, "stderr") || (arg_is(2, "mixed") && number % 3 == 1)) {
        fprintf(stderr, "%s\n", line);
    } else {
        printf("%s\n", line);
        if (arg_is(2, "flushed"))
            fflush(stdout);
    }
}

/* A libc may refuse what a stream cannot do, which changes nothing; what it takes, has to work. */
static void set_buffering(unsigned int cpu)
{
    static const char *const names[] = {"none", "line", "full"};
    static const int modes[] = {_IONBF, _IOLBF, _IOFBF};
    static char buffers[NR_CPUS][BUFFER_BYTES];

    for (unsigned int i = 0; i < sizeof(modes) / sizeof(*modes); i++)
        if (arg_is(2, names[i]))
            setvbuf(stdout, modes[i] == _IONBF ? NULL : buffers[cpu], modes[i], BUFFER_BYTES);
}

int app_main_percpu(unsigned int cpu)
{
    static struct rendezvous start;
    unsigned int rounds = (unsigned int)arg_number(1), number = 0;

    set_buffering(cpu);
    rendezvous(&start);
    while (rounds--) {
        for (int i = FIRST_LENGTH; i < muster_app_args()->argc; i++) {
            unsigned int length = (unsigned int)arg_number(i);

            make_line(cpu, number, length);
            print_line(length, number++);
        }
    }
    return 0;
}
