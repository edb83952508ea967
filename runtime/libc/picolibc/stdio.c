/* SPDX-License-Identifier: MIT */
#include <stdio.h>

#include <muster/console.h>

#include "libc/console_input.h"
#include "libc/libc.h"

/* picolibc's three streams, all on the console. Each CPU has its own line in the console, so a line
 * that is printed in several calls stays together. */

static int put(char byte, FILE *stream)
{
    (void)stream;
    console_write(&byte, 1);
    return (unsigned char)byte;
}

static int get(FILE *stream)
{
    int byte;

    (void)stream;
    do
        byte = console_input_wait();
    while (byte == CONSOLE_INPUT_GIVEN_BACK); /* a stream goes on to the next byte */
    return byte == CONSOLE_INPUT_END ? _FDEV_EOF : byte;
}

static int flush(FILE *stream)
{
    (void)stream;
    console_flush();
    return 0;
}

/* Nothing to flush: the console gets each byte at once, and picolibc does not know which files are
 * open. */

void libc_flush_streams(unsigned int cpu)
{
    (void)cpu;
}

void libc_flush_files(void)
{
}

/* Nor does it keep anything back that the console should print when the program ends. */
void libc_streams_init(void)
{
}

static FILE console_stream = FDEV_SETUP_STREAM(put, get, flush, _FDEV_SETUP_RW);

FILE *const stdin = &console_stream;
FILE *const stdout = &console_stream;
FILE *const stderr = &console_stream;
