/* SPDX-License-Identifier: MIT */
/* Tests the heap: edge cases, and long random sequences against a model. */
#include <string.h>

#include "cmocka_test.h"
#include "libc/tlsf.h"
#include "tlsf_model.h"

#define ARENA_BYTES ((size_t)1 << 20)

static struct tlsf heap;
static unsigned char arena[ARENA_BYTES] __attribute__((aligned(4096)));

static int begin(void **state)
{
    (void)state;
    memset(&heap, 0, sizeof(heap));
    return 0;
}

static void *allocate(size_t size_bytes)
{
    return tlsf_allocate(&heap, size_bytes, TLSF_ALIGNMENT, false);
}

static void an_empty_heap_has_nothing(void **state)
{
    (void)state;
    assert_null(allocate(1));
    assert_null(tlsf_allocate(&heap, 0, 4096, true));
    assert_false(tlsf_is_allocated(&heap, NULL));
    assert_false(tlsf_is_allocated(&heap, arena));
}

static void too_little_memory_is_left_out(void **state)
{
    (void)state;
    for (size_t bytes = 0; bytes < 64; bytes++)
        tlsf_add(&heap, arena + 1, bytes);
    assert_null(allocate(0));
    tlsf_add(&heap, arena + 1, 64);
    assert_non_null(allocate(0));
}

/* What tlsf_missing_bytes() asks for is enough, in a range of its own and as a continuation. */
static void what_is_missing_is_enough(void **state)
{
    static const size_t sizes[] = {0, 1, 24, 25, 40, 255, 256, 257, 4095, 4096, 4097, 100000};

    for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++)
        for (size_t alignment = 1; alignment <= 65536; alignment *= 2) {
            begin(state);
            unsigned char *next = arena + i * TLSF_ALIGNMENT;
            for (unsigned int times = 0; times < 2; times++) {
                size_t missing = tlsf_missing_bytes(&heap, sizes[i], alignment);
                tlsf_add(&heap, next, missing);
                next += missing;
                unsigned char *memory = tlsf_allocate(&heap, sizes[i], alignment, false);
                assert_non_null(memory);
                assert_true((uintptr_t)memory % alignment == 0);
            }
        }
}

static void a_request_beyond_all_memory_fails(void **state)
{
    static const size_t sizes[] = {ARENA_BYTES,  (size_t)1 << 47, (size_t)1 << 48,
                                   SIZE_MAX / 2, SIZE_MAX - 32,   SIZE_MAX};

    (void)state;
    tlsf_add(&heap, arena, ARENA_BYTES);
    void *memory = allocate(1);
    for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
        assert_null(tlsf_allocate(&heap, sizes[i], 16, true));
        assert_null(tlsf_allocate(&heap, sizes[i], 65536, true));
        assert_null(tlsf_allocate(&heap, 1, (size_t)1 << 63, true));
        assert_false(tlsf_resize(&heap, memory, sizes[i]));
    }
    assert_int_equal(tlsf_missing_bytes(&heap, SIZE_MAX, 16), 0);
    assert_int_equal(tlsf_missing_bytes(&heap, 1, (size_t)1 << 63), 0);
    tlsf_free(&heap, memory);
    assert_non_null(allocate(ARENA_BYTES - 64));
}

/* A block that fits is found even if larger ones of its list come first. */
static void the_thorough_search_finds_what_fits(void **state)
{
    void *tight, *small;

    (void)state;
    tlsf_add(&heap, arena, 20000 + 64);
    tight = allocate(10200), allocate(1), small = allocate(9800);
    while (allocate(0))
        continue;
    tlsf_free(&heap, tight);
    tlsf_free(&heap, small); /* now the first of the same list */
    assert_null(allocate(10100));
    assert_ptr_equal(tlsf_allocate(&heap, 10100, 16, true), tight);
}

static void a_block_grows_where_it_is(void **state)
{
    (void)state;
    tlsf_add(&heap, arena, ARENA_BYTES / 2);
    void *first = allocate(100), *second = allocate(100), *third = allocate(100);
    assert_false(tlsf_resize(&heap, first, 150));
    tlsf_free(&heap, second);
    assert_true(tlsf_resize(&heap, first, 200));
    assert_true(tlsf_is_last(&heap, third));
    assert_false(tlsf_is_last(&heap, first));
    assert_false(tlsf_resize(&heap, third, ARENA_BYTES / 2));
    tlsf_add(&heap, arena + ARENA_BYTES / 2, ARENA_BYTES / 2);
    assert_true(tlsf_resize(&heap, third, ARENA_BYTES / 2));
    assert_ptr_equal(allocate(32), (char *)third + tlsf_usable_bytes(third) + 8);
}

static void what_is_no_block_is_told(void **state)
{
    (void)state;
    tlsf_add(&heap, arena, ARENA_BYTES);
    unsigned char *memory = allocate(1000);
    memset(memory, 0, 1000);
    assert_true(tlsf_is_allocated(&heap, memory));
    assert_false(tlsf_is_allocated(&heap, memory + 8));
    assert_false(tlsf_is_allocated(&heap, memory + 16));
    assert_false(tlsf_is_allocated(&heap, &memory));
    assert_false(tlsf_is_allocated(&heap, (void *)((uintptr_t)arena - 4096)));
    assert_false(tlsf_is_allocated(&heap, (void *)((uintptr_t)arena + 2 * ARENA_BYTES)));
    memset(memory - 8, 0xff, 8); /* its header, as an overflow of the block before would do */
    assert_false(tlsf_is_allocated(&heap, memory));
    memset(memory - 8, 0, 8);
    assert_false(tlsf_is_allocated(&heap, memory));
}

static void random_steps(void **state)
{
    uint64_t random = 88172645463325252;

    (void)state;
    for (unsigned int run = 0; run < 60; run++) {
        tlsf_model_begin();
        for (unsigned int step = 0; step < 20000; step++) {
            random ^= random << 13;
            random ^= random >> 7;
            random ^= random << 17;
            tlsf_model_step(random);
        }
        tlsf_model_end();
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(an_empty_heap_has_nothing, begin),
        cmocka_unit_test_setup(too_little_memory_is_left_out, begin),
        cmocka_unit_test_setup(what_is_missing_is_enough, begin),
        cmocka_unit_test_setup(a_request_beyond_all_memory_fails, begin),
        cmocka_unit_test_setup(the_thorough_search_finds_what_fits, begin),
        cmocka_unit_test_setup(a_block_grows_where_it_is, begin),
        cmocka_unit_test_setup(what_is_no_block_is_told, begin),
        cmocka_unit_test(random_steps),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
