/* SPDX-License-Identifier: MIT */
#include <stdint.h>
#include <stdio.h>
#include <unistd.h>

#include <muster/app.h>
#include <muster/barrier.h>

#include "args.h"
#include "check.h"

/*
 * usage: libc-input stdio|read
 *
 * CPU 1 reads stdin to its end, and prints each byte in hexadecimal, in one line. The end stays:
 * after it, CPU 0 finds it too. test/libc/check_input.py types.
 */

static DEFINE_MUSTER_BARRIER(at_end);

static void read_by_stdio(void)
{
    int byte;

    while ((byte = fgetc(stdin)) != EOF)
        printf(" %02x", (unsigned int)byte);
    CHECK(feof(stdin) && !ferror(stdin));
    CHECK(fgetc(stdin) == EOF);
}

static void read_by_read(void)
{
    unsigned char bytes[7];
    ssize_t count;

    while ((count = read(STDIN_FILENO, bytes, sizeof(bytes))) > 0)
        for (ssize_t i = 0; i < count; i++)
            printf(" %02x", bytes[i]);
    CHECK(count == 0);
}

int app_main_percpu(unsigned int cpu)
{
    static char line[100];

    if (cpu == 1) {
        printf("read:");
        arg_is(1, "stdio") ? read_by_stdio() : read_by_read();
        printf("\n");
    }
    CHECK(muster_barrier_wait(&at_end) == 0);
    if (cpu == 0) {
        clearerr(stdin);
        CHECK(fgets(line, sizeof(line), stdin) == NULL);
        CHECK(read(STDIN_FILENO, line, 1) == 0);
    }
    return 0;
}
