/* SPDX-License-Identifier: MIT */
#include <stddef.h>
#include <stdint.h>

#include <muster/app.h>

#include "check.h"

/*
 * Sections that the linker script does not name: what is relocated lies in the range that the boot
 * cleans of cache lines before the MMU is on, and what is zero in the one that the boot clears.
 */

extern const char relocated_start[] __asm__("__muster_relocated_start");
extern const char relocated_end[] __asm__("__muster_relocated_end");
extern const char bss_start[] __asm__("__muster_bss_start");
extern const char bss_end[] __asm__("__muster_bss_end");
extern const char image_end[] __asm__("__muster_image_end");

static int target = 5;
/* An identifier, so that the linker makes __start_ and __stop_ symbols. */
static int *const table[] __attribute__((used, section("test_table"))) = {&target, &target};
extern int *const table_start[] __asm__("__start_test_table");
extern int *const table_stop[] __asm__("__stop_test_table");
static int *pointer __attribute__((used, section(".test_pointer"))) = &target;
static const char *text __attribute__((used, section(".test.text"))) = "text";
/* Only bfd finds a place for it. The comment sign ends the compiler's own flags. */
#ifndef __clang__
static char zeroes[5000] __attribute__((used, section("test_zeroes,\"aw\",@nobits//")));
#endif

static bool is_between(const void *start, const void *address, const void *end)
{
    return (uintptr_t)start <= (uintptr_t)address && (uintptr_t)address < (uintptr_t)end;
}

int app_main_percpu(unsigned int cpu)
{
    (void)cpu;
    CHECK(table_stop - table_start == 2);
    CHECK(table_start[1] == &target && *table[0] == 5 && *pointer == 5 && text[3] == 't');
    CHECK(is_between(relocated_start, table, relocated_end));
    CHECK(is_between(relocated_start, &pointer, relocated_end));
    CHECK(is_between(relocated_start, &text, relocated_end));
    CHECK((uintptr_t)bss_end <= (uintptr_t)image_end);
#ifndef __clang__
    CHECK(is_between(bss_start, zeroes, bss_end));
    CHECK(is_between(bss_start, &zeroes[sizeof(zeroes) - 1], bss_end));
    for (size_t i = 0; i < sizeof(zeroes); i++)
        CHECK(zeroes[i] == 0);
#endif
    return 0;
}
