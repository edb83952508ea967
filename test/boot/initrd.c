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

struct block {
    struct block *next;
};

/* Takes all memory in large blocks, and writes to each page of them. The blocks are a list: clang
 * leaves out a malloc() if nothing reads its block, and takes it for successful. */
static struct block *fill_memory(void)
{
    struct block *blocks = NULL;

    for (size_t bytes = (size_t)1 << 30; bytes >= 1 << 16; bytes /= 2)
        for (struct block *block; (block = malloc(bytes)); blocks = block) {
            for (size_t at = 0; at < bytes; at += 4096)
                memset((char *)block + at, 0x5a, 64);
            block->next = blocks;
        }
    return blocks;
}

static void free_all(struct block *blocks)
{
    while (blocks) {
        struct block *next = blocks->next;
        free(blocks);
        blocks = next;
    }
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
    struct block *blocks = fill_memory();
    CHECK(blocks && sum_of(start, size_bytes) == sum);
    free_all(blocks);
    CHECK(sum_of(start, size_bytes) == sum);
    return 0;
}
