/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <muster/app.h>
#include <muster/reserved_memory.h>

#include "args.h"
#include "check.h"

/*
 * usage: boot-initrd BYTES LINE
 *
 * The loader's initrd has that many bytes and begins with that line, read as a file and in memory.
 * malloc() does not reach it when all other memory is in use and written to. BYTES 0: there is
 * none.
 */

static uint32_t sum_of(const unsigned char *bytes, size_t count)
{
    uint32_t sum = 0;

    while (count--)
        sum = (sum << 1 | sum >> 31) ^ *bytes++;
    return sum;
}

static void check_first_line(void *start, size_t size_bytes, const char *line)
{
    char read[200];
    FILE *file = fmemopen(start, size_bytes, "r");

    CHECK(file && fgets(read, sizeof(read), file));
    CHECK(strncmp(read, line, strlen(line)) == 0 && read[strlen(line)] == '\n');
    fclose(file);
}

/* Takes all memory in large blocks, and writes to each page of them. */
static void fill_memory(void)
{
    for (size_t bytes = (size_t)1 << 30; bytes >= 1 << 16; bytes /= 2)
        for (char *block; (block = malloc(bytes));)
            for (size_t at = 0; at < bytes; at += 4096)
                memset(block + at, 0x5a, 64);
}

int app_main_percpu(unsigned int cpu)
{
    const size_t bytes = (size_t)arg_number(1);
    void *start = NULL;
    size_t size_bytes = 0;

    if (cpu)
        return 0;
    int error = muster_initrd(&start, &size_bytes);
    if (bytes == 0)
        return error != -ENOENT;
    CHECK(error == 0 && size_bytes == bytes);
    check_first_line(start, size_bytes, muster_app_args()->argv[2]);
    const uint32_t sum = sum_of(start, size_bytes);
    fill_memory();
    CHECK(sum_of(start, size_bytes) == sum);
    return 0;
}
