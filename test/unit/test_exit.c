/* SPDX-License-Identifier: MIT */
/* Checks that on each way out of the machine the port has sent its bytes before the power goes. */
#include "cmocka_test.h"

#include <errno.h>
#include <string.h>

#include <muster/console.h>
#include <muster/machine.h>
#include <muster/psci.h>
#include <muster/smp.h>

#include "base/boot_times.h"
#include "base/clock.h"
#include "console/port.h"
#include "console/semihosting.h"
#include "console/stop.h"
#include "console_capture.h"
#include "exit/exit.h"
#include "exit/machine_end.h"

#define COOKIE 7

/* What has happened, a word for each step. */
static char steps[256];
static jmp_buf parked;

static void step(const char *name)
{
    strcat(steps, name);
    strcat(steps, " ");
}

/* ---- what is taken from the rest of the runtime ---------------------------------------------- */

struct psci_operations psci_ops;
struct muster_boot_times boot_times;
struct clock_factors clock_factors;
struct cpumask cpu_online_bits, cpu_possible_bits;

void console_flush(void)
{
    step("flush");
}

void console_drain(void)
{
    step("drain");
}

void semihosting_exit(unsigned int status)
{
    assert_int_equal(status, 3);
    step("semihosting");
}

static bool tree_can_reset;

bool machine_end_is_known(enum machine_end end)
{
    return end == MACHINE_RESET && tree_can_reset;
}

void machine_end_try(enum machine_end end)
{
    step(end == MACHINE_OFF ? "tree-off" : "tree-reset");
}

void cpu_park(void)
{
    step("park");
    longjmp(parked, 1);
}

static int system_off(void)
{
    step("off");
    return -EIO;
}

static int system_reset(void)
{
    step("reset");
    return -EIO;
}

static int system_reset2(uint32_t type, uint64_t cookie)
{
    assert_int_equal(type, 0);
    assert_int_equal(cookie, COOKIE);
    step("reset2");
    return 0;
}

/* ---- the ways out ---------------------------------------------------------------------------- */

static int begin(void **state)
{
    (void)state;
    steps[0] = '\0';
    tree_can_reset = false;
    console_capture_clear();
    psci_ops = (struct psci_operations){
        .system_off = system_off, .system_reset = system_reset, .system_reset2 = system_reset2};
    return 0;
}

static void leave(void)
{
    if (setjmp(parked) == 0)
        machine_exit(3);
    assert_non_null(strstr(console_captured(), "MUSTER_EXIT status=3 "));
    assert_non_null(strstr(console_captured(), "it may be turned off now\n"));
}

static void test_off(void **state)
{
    (void)state;
    leave();
    assert_string_equal(steps, "drain semihosting off tree-off drain park ");
}

static void test_no_firmware(void **state)
{
    (void)state;
    psci_ops.system_off = NULL;
    leave();
    assert_string_equal(steps, "drain semihosting tree-off drain park ");
}

static void test_reset(void **state)
{
    (void)state;
    assert_int_equal(muster_system_reset(), -EIO);
    assert_string_equal(steps, "flush drain reset tree-reset ");
}

static void test_reset_by_tree(void **state)
{
    (void)state;
    psci_ops = (struct psci_operations){0};
    tree_can_reset = true;
    assert_int_equal(muster_system_reset(), -EIO);
    assert_string_equal(steps, "flush drain tree-reset ");
}

static void test_reset2(void **state)
{
    (void)state;
    assert_int_equal(muster_system_reset2(0, COOKIE), -EIO);
    assert_string_equal(steps, "flush drain reset2 ");
}

static void test_no_reset(void **state)
{
    (void)state;
    psci_ops = (struct psci_operations){0};
    assert_int_equal(muster_system_reset(), -EOPNOTSUPP);
    assert_int_equal(muster_system_reset2(0, COOKIE), -EOPNOTSUPP);
    assert_string_equal(steps, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_off, begin),
        cmocka_unit_test_setup(test_no_firmware, begin),
        cmocka_unit_test_setup(test_reset, begin),
        cmocka_unit_test_setup(test_reset_by_tree, begin),
        cmocka_unit_test_setup(test_reset2, begin),
        cmocka_unit_test_setup(test_no_reset, begin),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
