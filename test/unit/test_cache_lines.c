/* SPDX-License-Identifier: MIT */
/* Tests cache_lines.c with a cache of each line size: a memory, and lines of it that are dirty. */
#include "cmocka_test.h"

#include <stdbool.h>
#include <string.h>

#include "aarch64/cpu/cache_lines.h"
#include "aarch64/cpu/cache_ops.h"
#include "aarch64/cpu/image_layout.h"
#include "arch/cpu.h"

#define LEAST_LINE_BYTES 16
#define MOST_LINE_BYTES 2048
#define MEMORY_BYTES (8 * MOST_LINE_BYTES)

enum { IN_MEMORY = 1, IN_CACHE = 2 };

/* Addresses begin at BASE. Each byte of memory and cache says where it comes from. */
#define BASE ((uintptr_t)0x40200000)
static unsigned char memory[MEMORY_BYTES], cache[MEMORY_BYTES];
static bool is_cached[MEMORY_BYTES];
static size_t line_bytes, ctr_line_bytes;
static bool has_waited;

const char *image_relocated_start, *image_relocated_end;

/* Fills the cache with dirty lines. */
static void fill_cache(size_t size_bytes)
{
    line_bytes = ctr_line_bytes = size_bytes;
    memset(memory, IN_MEMORY, sizeof(memory));
    memset(cache, IN_CACHE, sizeof(cache));
    memset(is_cached, true, sizeof(is_cached));
    has_waited = false;
}

static size_t line_of(uintptr_t address)
{
    assert_in_range(address, BASE, BASE + MEMORY_BYTES - 1);
    return (address - BASE) & ~(line_bytes - 1);
}

size_t data_line_bytes(void)
{
    return ctr_line_bytes;
}

void clean_line(uintptr_t address)
{
    size_t line = line_of(address);
    if (is_cached[line])
        memcpy(memory + line, cache + line, line_bytes);
}

void invalidate_line(uintptr_t address)
{
    memset(is_cached + line_of(address), false, line_bytes);
}

void clean_and_invalidate_line(uintptr_t address)
{
    clean_line(address);
    invalidate_line(address);
}

void wait_for_cache_lines(void)
{
    has_waited = true;
}

/* What lies in the range is not in the cache any more, and memory has what it had. Of the lines at
 * the ends, the neighbours' bytes have reached memory or are still in the cache. */
static void check_invalidate(size_t start, size_t end)
{
    image_relocated_start = (const char *)(BASE + start);
    image_relocated_end = (const char *)(BASE + end);
    invalidate_relocated();
    assert_true(has_waited);
    for (size_t i = 0; i < MEMORY_BYTES; i++) {
        bool is_whole = i >= start && i < end && (i & ~(line_bytes - 1)) >= start &&
                        (i & ~(line_bytes - 1)) + line_bytes <= end;
        if (i >= start && i < end)
            assert_false(is_cached[i]);
        else
            assert_true(is_cached[i] || memory[i] == IN_CACHE);
        if (is_whole)
            assert_int_equal(memory[i], IN_MEMORY); /* nothing came down over it */
    }
}

static void invalidates_ranges(void **state)
{
    (void)state;
    for (size_t size = LEAST_LINE_BYTES; size <= MOST_LINE_BYTES; size *= 2)
        for (size_t start = MOST_LINE_BYTES; start <= 2 * MOST_LINE_BYTES; start += 64)
            for (size_t bytes = 64; bytes <= 3 * MOST_LINE_BYTES; bytes += 448) {
                fill_cache(size);
                check_invalidate(start, start + bytes);
            }
}

/* All of the data has reached memory, and is still cached. */
static void check_publish(size_t start, size_t bytes)
{
    arch_publish((const void *)(BASE + start), bytes);
    assert_true(has_waited);
    for (size_t i = start; i < start + bytes; i++) {
        assert_int_equal(memory[i], IN_CACHE);
        assert_true(is_cached[i]);
    }
}

/* The line that the calling CPU reports may be larger than that of the cache which holds the
 * data. */
static void publishes(void **state)
{
    static const size_t sizes[] = {1, 4, 16, 24, 64, 200, 4096};

    (void)state;
    for (size_t size = LEAST_LINE_BYTES; size <= MOST_LINE_BYTES; size *= 2)
        for (size_t start = MOST_LINE_BYTES - 64; start <= MOST_LINE_BYTES + 64; start += 4)
            for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
                fill_cache(size);
                ctr_line_bytes = MOST_LINE_BYTES;
                check_publish(start, sizes[i]);
            }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(invalidates_ranges),
        cmocka_unit_test(publishes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
