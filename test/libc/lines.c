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
 * one of these WAYs: "whole", one call of printf(); "puts"; "mixed", one call of several functions;
 * "pieces", several calls; "stderr", several calls there; "flushed", with fflush() after it;
 * "console", by console_printf(); "unbuffered", "line" and "full", in pieces to a stdout with that
 * buffering. test/libc/check-lines reads them: a line is
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

static void print_in_pieces(FILE *stream, unsigned int length)
{
    unsigned int at = 0, piece = 1;

    for (; at < length; at += piece, piece = piece % 60 + 7) {
        if (piece > length - at)
            piece = length - at;
        if (piece == 1)
            putc(line[at], stream);
        else
            fprintf(stream, "%.*s", (int)piece, line + at);
    }
    fputs("\n", stream);
}

static void print_mixed(unsigned int number)
{
    if (number % 3 == 0)
        puts(line);
    else
        fprintf(number % 3 == 1 ? stderr : stdout, "%s\n", line);
}

static void print_line(unsigned int length, unsigned int number)
{
    if (arg_is(2, "pieces") || arg_is(2, "unbuffered") || arg_is(2, "line") || arg_is(2, "full")) {
        print_in_pieces(stdout, length);
    } else if (arg_is(2, "stderr")) {
        print_in_pieces(stderr, length);
    } else if (arg_is(2, "console")) {
        console_printf("%s\n", line);
    } else if (arg_is(2, "mixed")) {
        print_mixed(number);
    } else if (arg_is(2, "puts")) {
        puts(line);
    } else {
        printf("%s\n", line);
        if (arg_is(2, "flushed"))
            fflush(stdout);
    }
}

/* For libcs with a stream for each CPU. In others the console gets everything at once. */
static void set_buffer(void)
{
    static _Thread_local char buffer[BUFFER_BYTES];

    if (arg_is(2, "unbuffered"))
        setvbuf(stdout, NULL, _IONBF, 0);
    else if (arg_is(2, "line"))
        setvbuf(stdout, buffer, _IOLBF, sizeof(buffer));
    else if (arg_is(2, "full"))
        setvbuf(stdout, buffer, _IOFBF, sizeof(buffer));
}

int app_main_percpu(unsigned int cpu)
{
    static struct rendezvous start;
    unsigned int rounds = (unsigned int)arg_number(1), number = 0;

    set_buffer();
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
