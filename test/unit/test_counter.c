/* SPDX-License-Identifier: MIT */
/* The counter when its register begins with any value, steps back, or has an erratum. */
#include <stdint.h>

#include "arch/counter.h"
#include "base/clock.h"
#include "base/ticks.h"
#include "base/wait_limit.h"
#include "cmocka_test.h"

/* ---- counters with errata ------------------------------------------------------------------- */

/* What the register would hold without the erratum. Each reading takes some ticks. */
static uint64_t truth;
static uint64_t ticks_a_reading = 1;
static unsigned int readings;
static uint64_t (*defect)(uint64_t value);

uint64_t host_read_counter(void)
{
    truth += ticks_a_reading;
    readings++;
    return defect ? defect(truth) : truth;
}

/* Cortex-A73: the upper half is early when the lower half is about to roll over. */
static uint64_t defect_of_a73(uint64_t value)
{
    return UINT32_MAX - (uint32_t)value < ticks_a_reading ? value + (UINT64_C(1) << 32) : value;
}

/* Allwinner: bits 10 and above are off by one step, down or up, around their roll-over. */
static uint64_t defect_of_allwinner(uint64_t value)
{
    uint64_t low = value & 0x1ff;

    return low == 0 ? value - (UINT64_C(1) << 40) : low == 0x1ff ? value + (1 << 11) : value;
}

/* Freescale: every fifth reading gives anything. */
static uint64_t defect_of_fsl(uint64_t value)
{
    return readings % 5 == 0 ? value * UINT64_C(0x9e3779b97f4a7c15) : value;
}

/* HiSilicon: every fourth reading is behind, every seventh ahead. */
static uint64_t defect_of_hisilicon(uint64_t value)
{
    return readings % 4 == 0 ? value - 1000 : readings % 7 == 0 ? value + 5000 : value;
}

static const struct machine {
    const char *name;
    enum arch_counter_erratum erratum;
    uint64_t (*defect)(uint64_t value);
    uint64_t ticks_a_reading;
} machines[] = {
    {"A73", ARCH_COUNTER_ARM_858921, defect_of_a73, 3},
    {"Allwinner", ARCH_COUNTER_ALLWINNER_UNKNOWN1, defect_of_allwinner, 1},
    {"Freescale", ARCH_COUNTER_FSL_A008585, defect_of_fsl, 0},
    {"HiSilicon", ARCH_COUNTER_HISILICON_161010101, defect_of_hisilicon, 2},
};
#define MACHINES (sizeof(machines) / sizeof(machines[0]))

static void become(const struct machine *machine, uint64_t value)
{
    truth = value;
    readings = 0;
    defect = machine ? machine->defect : NULL;
    ticks_a_reading = machine ? machine->ticks_a_reading : 1;
}

/* Reads the counter many times while it rolls over. Returns how often it stepped back, or was off
 * by more than the readings can take. */
static unsigned int count_wrong(uint64_t (*read)(void))
{
    uint64_t last = 0;
    unsigned int wrong = 0;

    for (unsigned int i = 0; i < 20000; i++) {
        uint64_t before = truth - counter_base.start, now = read();
        uint64_t after = truth - counter_base.start;
        wrong += now < last || now < before || now > after;
        last = now;
        truth += i % 3;
    }
    return wrong;
}

static uint64_t read_in_order(void)
{
    return counter_in_order();
}

static uint64_t read_now(void)
{
    return counter_now();
}

/* Each cure gives the right value always, and the defect is one that shows without the cure. */
static void test_cures(void **state)
{
    const uint64_t near_roll_over = (UINT64_C(7) << 32) - 10000;

    (void)state;
    for (size_t i = 0; i < MACHINES; i++) {
        become(&machines[i], near_roll_over);
        counter_begin(NULL);
        assert_true(count_wrong(read_in_order) > 0);
        become(&machines[i], near_roll_over);
        counter_begin(arch_counter_cure(machines[i].erratum));
        assert_int_equal(count_wrong(read_in_order), 0);
        assert_int_equal(count_wrong(read_now), 0);
    }
}

/* A cure that another CPU asks for, while this one runs, changes nothing but the way of reading. */
static void test_cure_of_a_late_cpu(void **state)
{
    (void)state;
    become(NULL, 1000);
    counter_begin(NULL);
    uint64_t before = counter_in_order();
    become(&machines[0], (UINT64_C(1) << 32) - 10000);
    counter_cure(arch_counter_cure(ARCH_COUNTER_ARM_858921));
    assert_true(counter_in_order() > before);
    assert_int_equal(count_wrong(read_in_order), 0);
}

/* Each CPU's time goes forward even where no reading of the erratum's is right. */
static uint64_t defect_without_cure(uint64_t value)
{
    return readings % 50 < 25 ? value : value - 100000;
}

static void test_never_back_on_a_cpu(void **state)
{
    (void)state;
    become(NULL, 1000000);
    defect = defect_without_cure;
    counter_begin(arch_counter_cure(ARCH_COUNTER_ARM_858921));
    uint64_t last = 0;
    for (unsigned int i = 0; i < 1000; i++) {
        uint64_t now = counter_in_order();
        assert_true(now >= last);
        last = now;
    }
}

static void test_midr(void **state)
{
    (void)state;
    host_midr = 0x410fd092; /* Cortex-A73 r0p2 */
    assert_int_equal(arch_counter_erratum_of_cpu(), ARCH_COUNTER_ARM_858921);
    host_midr = 0x411fd090; /* r1p0 */
    assert_int_equal(arch_counter_erratum_of_cpu(), ARCH_COUNTER_ARM_858921);
    host_midr = 0x410fd083; /* Cortex-A72 */
    assert_int_equal(arch_counter_erratum_of_cpu(), ARCH_COUNTER_IS_SOUND);
    host_midr = 0x510fd090; /* the same number, of another implementer */
    assert_int_equal(arch_counter_erratum_of_cpu(), ARCH_COUNTER_IS_SOUND);
    assert_null(arch_counter_cure(ARCH_COUNTER_IS_SOUND));
}

/* ---- waits, and a register that begins anywhere --------------------------------------------- */

/* A wait does not end because the counter steps back behind its begin. */
static void test_step_back_ends_no_wait(void **state)
{
    (void)state;
    become(NULL, 1000000);
    counter_begin(NULL);
    truth += 500;
    uint64_t start = counter_now();
    truth -= 100;
    assert_false(counter_has_passed(start, 1));
    assert_false(counter_has_passed(start, 1000));
    assert_false(wait_limit_is_reached(start, 1));
    truth += 100 + 50;
    assert_true(counter_has_passed(start, 50));
    assert_false(counter_has_passed(start, 1000));
    assert_false(counter_has_passed(start, UINT64_MAX));
}

static void test_begins_anywhere(void **state)
{
    const uint64_t begins[] = {0, 1, UINT64_C(1) << 62, UINT64_C(1) << 63, UINT64_MAX - 5};

    (void)state;
    for (size_t i = 0; i < sizeof(begins) / sizeof(begins[0]); i++) {
        become(NULL, begins[i]);
        counter_begin(NULL);
        uint64_t before = truth, now = counter_in_order();
        assert_true(now > before - begins[i] - 1 && now == truth - begins[i] - 1);
        truth += 1000;
        assert_true(counter_now() == truth - begins[i] - 1);
        assert_int_equal(counter_needs_care(), begins[i] >= UINT64_C(1) << 62);
    }
}

#define HZ 1000000u
#define MARGIN_TICKS (HZ / 10)

/* Sets the register to @p ticks before it wraps. The boot began 2^30 ticks before the wrap. */
static uint64_t begin_before_wrap(uint64_t ticks)
{
    become(NULL, UINT64_MAX - (UINT64_C(1) << 30));
    counter_begin(NULL);
    truth = 0 - ticks;
    return 0 - counter_base.start;
}

/* A register that begins with a small value does not wrap. */
static void test_register_at(void **state)
{
    (void)state;
    become(NULL, 5000);
    counter_begin(NULL);
    assert_int_equal(counter_register_at(100), 5101);
    assert_true(counter_register_at(UINT64_MAX) == UINT64_MAX);
    assert_int_equal(readings, 1);
}

/* Long before the wrap no value is in the last ticks before it, whatever the timer is for. */
static void test_register_long_before_wrap(void **state)
{
    const uint64_t wrap = begin_before_wrap(MARGIN_TICKS + 10000);
    const uint64_t latest = UINT64_MAX - MARGIN_TICKS + 1;

    (void)state;
    assert_true(counter_register_at(wrap - MARGIN_TICKS - 100) == latest - 100);
    assert_true(counter_register_at(wrap - MARGIN_TICKS) == latest);
    assert_true(counter_register_at(wrap - 1) == latest);
    assert_true(counter_register_at(wrap) == latest);
    assert_true(counter_register_at(wrap + 5 * MARGIN_TICKS) == latest);
    assert_true(counter_register_at(UINT64_MAX) == latest);
    assert_true(truth > UINT64_MAX - MARGIN_TICKS - 10000);
}

/* Shortly before the wrap the register wraps first. */
static void test_register_shortly_before_wrap(void **state)
{
    const struct {
        int64_t after_wrap;
        uint64_t value;
    } timers[] = {
        {-2 * (int64_t)MARGIN_TICKS, 0}, {-500, 0}, {-1, 0}, {0, 0}, {1, 1}, {70000, 70000}};

    (void)state;
    for (size_t i = 0; i < sizeof(timers) / sizeof(timers[0]); i++) {
        const uint64_t wrap = begin_before_wrap(MARGIN_TICKS - 100);

        assert_int_equal(counter_register_at(wrap + (uint64_t)timers[i].after_wrap),
                         timers[i].value);
        assert_true(truth < 10); /* it has just wrapped */
    }
}

/* After the wrap a timer for a moment before it interrupts at once. */
static void test_register_after_wrap(void **state)
{
    const uint64_t wrap = begin_before_wrap(1);

    (void)state;
    truth = 5000;
    assert_int_equal(counter_register_at(wrap - 500), 0);
    assert_int_equal(counter_register_at(wrap + 4000), 4000);
    assert_int_equal(counter_register_at(wrap + 9000), 9000);
    assert_true(truth < 5000 + 100);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cures),
        cmocka_unit_test(test_cure_of_a_late_cpu),
        cmocka_unit_test(test_never_back_on_a_cpu),
        cmocka_unit_test(test_midr),
        cmocka_unit_test(test_step_back_ends_no_wait),
        cmocka_unit_test(test_begins_anywhere),
        cmocka_unit_test(test_register_at),
        cmocka_unit_test(test_register_long_before_wrap),
        cmocka_unit_test(test_register_shortly_before_wrap),
        cmocka_unit_test(test_register_after_wrap),
    };
    clock_set_hz(HZ);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
