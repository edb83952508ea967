/* SPDX-License-Identifier: MIT */
/* The clock's conversions, and where its frequency comes from. */
#include <libfdt.h>
#include <stdio.h>
#include <string.h>

#include <muster/clock.h>
#include <muster/panic.h>

#include "arch/cpu.h"
#include "arch/generic_timer.h"
#include "base/boot_times.h"
#include "base/clock.h"
#include "base/ticks.h"
#include "cmocka_test.h"
#include "console_capture.h"
#include "devicetree/device.h"
#include "devicetree/fdt_read.h"
#include "time/clock_init.h"

/* ---- what the clock asks for ---------------------------------------------------------------- */

static uint32_t cpu_hz;
static fdt32_t tree_hz; /* big-endian; 0: the node has no such property */
static bool has_node;
static jmp_buf after_panic;
static char reason[256];

uint32_t arch_counter_hz(void)
{
    return cpu_hz;
}

const struct fdt_device *device_find_kind(const struct fdt_scan *scan, enum driver_kind kind,
                                          const struct driver **driver)
{
    static const struct fdt_device node;

    (void)scan;
    (void)driver;
    assert_int_equal(kind, DRIVER_TIMER);
    return has_node ? &node : NULL;
}

static uint32_t errata; /* of the node: a bit for each, as in fdt_which() */

uint32_t fdt_which(int node, enum known_property first, enum known_property last)
{
    (void)node;
    assert_true(first <= PROP_CLOCK_FREQUENCY && PROP_CLOCK_FREQUENCY <= last);
    return errata | (tree_hz ? UINT32_C(1) << (PROP_CLOCK_FREQUENCY - first) : 0);
}

uint64_t fdt_number_or(int node, enum known_property which, uint64_t fallback)
{
    (void)node;
    assert_int_equal(which, PROP_CLOCK_FREQUENCY);
    return tree_hz ? fdt32_to_cpu(tree_hz) : fallback;
}

void panic(const char *format, ...)
{
    va_list args;

    va_start(args, format);
    vsnprintf(reason, sizeof(reason), format, args);
    va_end(args);
    longjmp(after_panic, 1);
}

/* ---- conversions ---------------------------------------------------------------------------- */

static const uint32_t frequencies[] = {100000,    1000000,   1920000,    12345678,   19200000,
                                       24000000,  25000000,  31250000,   54000000,   62500000,
                                       100000000, 999999999, 1000000000, 3000000001, UINT32_MAX};
#define FREQUENCIES (sizeof(frequencies) / sizeof(frequencies[0]))

static const uint64_t lengths_ns[] = {0,
                                      1,
                                      2,
                                      15,
                                      16,
                                      17,
                                      999,
                                      1000,
                                      1000001,
                                      NS_PER_S - 1,
                                      NS_PER_S,
                                      NS_PER_S + 1,
                                      3600 * NS_PER_S + 7,
                                      86400 * NS_PER_S - 1,
                                      UINT64_C(31556952) * NS_PER_S + 123,
                                      UINT64_C(1) << 62};
#define LENGTHS (sizeof(lengths_ns) / sizeof(lengths_ns[0]))

/* The counter at clock_ticks_of_ns(ns) is at ns or later, and a tick before not yet; the clock goes
 * as the frequency says, to a part in a thousand million. */
static void test_ticks_of_ns(void **state)
{
    (void)state;
    for (size_t f = 0; f < FREQUENCIES; f++) {
        clock_set_hz(frequencies[f]);
        assert_int_equal(clock_hz(), frequencies[f]);
        for (size_t i = 0; i < LENGTHS; i++) {
            uint64_t ns = lengths_ns[i], ticks = clock_ticks_of_ns(ns);
            unsigned __int128 exact = (unsigned __int128)ns * frequencies[f] / NS_PER_S;

            if (ticks == UINT64_MAX) {
                assert_true(exact >> 63 != 0);
                continue;
            }
            assert_true(clock_ns_of_ticks(ticks) >= ns);
            if (ticks > 0 && ns < UINT64_C(1) << 58)
                assert_true(clock_ns_of_ticks(ticks - 1) <= ns);
            assert_true(ticks + 1 >= exact - exact / 1000000000);
            assert_true(ticks <= exact + exact / 1000000000 + 2);
        }
    }
}

static void test_ns_of_ticks(void **state)
{
    (void)state;
    for (size_t f = 0; f < FREQUENCIES; f++) {
        uint64_t last = 0;

        clock_set_hz(frequencies[f]);
        assert_int_equal(clock_ns_of_ticks(0), 0);
        for (uint64_t seconds = 1; seconds < UINT64_C(1) << 32; seconds *= 3) {
            uint64_t ns = clock_ns_of_ticks(seconds * frequencies[f]), exact = seconds * NS_PER_S;

            assert_true(ns > last);
            assert_true(ns <= exact + exact / 1000000000 + 1);
            assert_true(ns + 1 >= exact - exact / 1000000000);
            last = ns;
        }
    }
}

static void test_what_is_too_long_saturates(void **state)
{
    (void)state;
    clock_set_hz(UINT32_MAX);
    assert_true(clock_ticks_of_ns(UINT64_MAX) == UINT64_MAX);
    assert_true(clock_ticks_of_ns(UINT64_MAX / 2) == UINT64_MAX);
    clock_set_hz(62500000);
    assert_true(clock_ticks_of_ns(UINT64_MAX) == UINT64_C(1) << 60);
    assert_true(clock_add_ns(UINT64_MAX - 1, 1) == UINT64_MAX);
    assert_true(clock_add_ns(UINT64_MAX - 1, 2) == UINT64_MAX);
    assert_true(clock_deadline_ns(UINT64_MAX) == UINT64_MAX);
}

/* A delay of n ticks' time ends no sooner than n whole ticks after the one that had begun. */
static void test_delays_are_never_early(void **state)
{
    (void)state;
    clock_set_hz(62500000);
    uint64_t start = host_counter;
    ndelay(160);
    assert_true(host_counter - start > 11);
    assert_true(host_counter - start < 15);
    start = host_counter;
    udelay(16);
    assert_in_range(host_counter - start, 1002, 1005);
    start = host_counter;
    mdelay(1);
    assert_in_range(host_counter - start, 62502, 62505);
    start = host_counter;
    assert_true(clock_deadline_ns(32) == (start + 3) * 16);
}

/* ---- where time begins ---------------------------------------------------------------------- */

/* Time is 0 at the boot, whatever the counter's register holds. */
static void test_time_counts_from_the_boot(void **state)
{
    const uint64_t begins[] = {0, 1000, UINT64_C(1) << 61, UINT64_MAX - 100};

    (void)state;
    cpu_hz = 62500000;
    for (size_t i = 0; i < sizeof(begins) / sizeof(begins[0]); i++) {
        host_counter = begins[i];
        clock_early_init();
        assert_true(boot_times.start_ticks == begins[i]);
        assert_true(muster_counter() == host_counter - 1 - begins[i]);
        host_counter += 1000;
        assert_true(muster_clock_ns() == (host_counter - 1 - begins[i]) * 16);
        assert_true(muster_clock_ns() < UINT64_C(1100) * 16);
    }
}

/* An erratum that the tree names, and one that the CPU has: the counter is read by the cure. */
static void test_erratum_begins_anew(void **state)
{
    (void)state;
    cpu_hz = 62500000;
    has_node = true;
    for (errata = 1; errata < 8; errata <<= 1) {
        host_counter = 5000;
        clock_early_init();
        assert_false(counter_needs_care());
        clock_init(NULL);
        assert_true(counter_needs_care());
        assert_true(boot_times.start_ticks > 5000 && boot_times.start_ticks < 5000 + 250);
    }
    errata = 0;
    host_midr = 0x410fd090; /* Cortex-A73 */
    clock_early_init();
    assert_true(counter_needs_care());
    clock_init(NULL);
    assert_true(counter_needs_care());
    host_midr = 0;
    clock_early_init();
    assert_false(counter_needs_care());
}

/* ---- the frequency -------------------------------------------------------------------------- */

/* Returns the frequency that the clock has found, or 0 with the reason of the panic. */
static uint32_t init(uint32_t of_cpu, bool node, uint32_t of_tree)
{
    cpu_hz = of_cpu;
    has_node = node;
    tree_hz = cpu_to_fdt32(of_tree);
    reason[0] = '\0';
    console_capture_clear();
    clock_set_hz(100000000);
    if (setjmp(after_panic))
        return 0;
    clock_early_init();
    clock_init(NULL);
    return clock_hz();
}

static void test_frequency(void **state)
{
    (void)state;
    assert_int_equal(init(62500000, true, 0), 62500000);
    assert_int_equal(init(62500000, false, 0), 62500000);
    assert_int_equal(init(62500000, true, 24000000), 24000000); /* the tree wins, as in Linux */
    assert_int_equal(init(62500000, true, 99999), 62500000);    /* unless it is junk */
    assert_string_equal(console_captured(), "");
    assert_int_equal(init(0, true, 24000000), 24000000);
    assert_string_equal(console_captured(), "muster: CNTFRQ_EL0 is 0: the counter runs at 24000000 "
                                            "Hz, as the device tree says\n");
    assert_int_equal(init(99999, true, 100000), 100000);
    assert_int_equal(init(100000, false, 0), 100000);
}

static void test_no_frequency_is_a_panic_that_names_both(void **state)
{
    (void)state;
    assert_int_equal(init(0, true, 0), 0);
    assert_string_equal(reason, "the counter's frequency is not known: CNTFRQ_EL0 is 0, which the "
                                "firmware sets, and clock-frequency of the device tree's "
                                "arm,armv8-timer is 0");
    assert_int_equal(init(99999, true, 7), 0);
    assert_non_null(strstr(reason, "CNTFRQ_EL0 is 99999,"));
    assert_non_null(strstr(reason, "arm,armv8-timer is 7"));
    assert_int_equal(init(1, false, 0), 0);
    assert_int_equal(clock_hz(), 100000000); /* what the panic itself waits by */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ticks_of_ns),
        cmocka_unit_test(test_ns_of_ticks),
        cmocka_unit_test(test_what_is_too_long_saturates),
        cmocka_unit_test(test_delays_are_never_early),
        cmocka_unit_test(test_time_counts_from_the_boot),
        cmocka_unit_test(test_erratum_begins_anew),
        cmocka_unit_test(test_frequency),
        cmocka_unit_test(test_no_frequency_is_a_panic_that_names_both),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
