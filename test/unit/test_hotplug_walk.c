/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <string.h>

#include <muster/cpuhp.h>
#include <muster/cpuhp_fault.h>
#include <muster/percpu.h>

#include "base/cpumask_set.h"
#include "cmocka_test.h"
#include "console_capture.h"
#include "hotplug/fault.h"
#include "hotplug/handshake.h"
#include "hotplug/steps.h"
#include "hotplug/table.h"
#include "hotplug/walk.h"
#include "hotplug_fixture.h"

/* The walk through the states, up and down: in which order, and what is undone after a failure. */

static void test_boot_cpu_stands_online(void **state)
{
    (void)state;
    assert_int_equal(cpuhp_cpu_state(0), CPUHP_ONLINE);
    assert_int_equal(cpuhp_cpu_state(1), CPUHP_OFFLINE);
    assert_int_equal(cpuhp_cpu_state(TEST_CPUS), CPUHP_INVALID);
    assert_true(cpu_online(0) && cpu_active(0));
}

static void test_all_the_way_up_and_down(void **state)
{
    (void)state;
    begin("", 0);
    assert_int_equal(cpuhp_walk_up(1, CPUHP_BRINGUP_CPU), 0);
    assert_string_equal(calls, "record+ P0+ P1+ P2+ kick+");
    assert_int_equal(cpuhp_cpu_state(1), CPUHP_BRINGUP_CPU);
    assert_false(cpu_online(1));
    begin("", 0);
    assert_int_equal(cpuhp_walk_up(1, CPUHP_AP_ONLINE), 0);
    assert_string_equal(calls, "S+ irqchip+");
    assert_true(cpu_online(1) && !cpu_active(1));
    begin("", 0);
    assert_int_equal(cpuhp_walk_up(1, CPUHP_ONLINE), 0);
    assert_string_equal(calls, "O0+ O1+ O2+");
    assert_true(cpu_active(1));
    assert_int_equal(cpuhp_cpu_state(1), CPUHP_ONLINE);
    begin("", 0);
    cpuhp_walk_down(1, CPUHP_OFFLINE);
    assert_string_equal(calls, "O2- O1- O0- irqchip- S- P2- P1- P0-");
    assert_false(cpu_online(1) || cpu_active(1));
    assert_int_equal(cpuhp_cpu_state(1), CPUHP_OFFLINE);
}

/* Each PREPARE state in turn fails: exactly those passed are undone, in reverse. */
static void test_failure_in_prepare(void **state)
{
    static const struct {
        const char *fails, *calls;
        enum cpuhp_state failed;
    } cases[] = {
        {"record+", "record+", CPUHP_PERCPU_PREPARE},
        {"P0+", "record+ P0+", CPUHP_BP_PREPARE_DYN},
        {"P1+", "record+ P0+ P1+ P0-", CPUHP_BP_PREPARE_DYN + 1},
        {"P2+", "record+ P0+ P1+ P2+ P1- P0-", CPUHP_BP_PREPARE_DYN + 2},
        {"kick+", "record+ P0+ P1+ P2+ kick+ P2- P1- P0-", CPUHP_BRINGUP_CPU},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        begin(cases[i].fails, -ENOMEM);
        assert_int_equal(cpuhp_walk_up(2, CPUHP_BRINGUP_CPU), -ENOMEM);
        assert_string_equal(calls, cases[i].calls);
        assert_int_equal(per_cpu(cpuhp_cpus, 2).failed, cases[i].failed);
        assert_int_equal(cpuhp_cpu_state(2), CPUHP_OFFLINE);
        begin("", 0); /* and the next way up succeeds */
        assert_int_equal(cpuhp_walk_up(2, CPUHP_BRINGUP_CPU), 0);
        cpuhp_walk_down(2, CPUHP_OFFLINE);
    }
}

static void test_failure_in_online(void **state)
{
    static const struct {
        const char *fails, *calls;
    } cases[] = {{"O0+", "O0+"}, {"O1+", "O0+ O1+ O0-"}, {"O2+", "O0+ O1+ O2+ O1- O0-"}};

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        begin("", 0);
        assert_int_equal(cpuhp_walk_up(3, CPUHP_AP_ONLINE), 0);
        begin(cases[i].fails, -EIO);
        assert_int_equal(cpuhp_walk_up(3, CPUHP_ONLINE), -EIO);
        assert_string_equal(calls, cases[i].calls);
        assert_int_equal(per_cpu(cpuhp_cpus, 3).failed, CPUHP_AP_ONLINE_DYN + i);
        assert_int_equal(cpuhp_cpu_state(3), CPUHP_AP_ONLINE);
        assert_true(cpu_online(3) && !cpu_active(3));
        begin("", 0);
        cpuhp_walk_down(3, CPUHP_OFFLINE);
        assert_string_equal(calls, "irqchip- S- P2- P1- P0-");
    }
}

/* A positive number is no errno, and must not look like a success. */
static void test_positive_result_of_a_walk(void **state)
{
    (void)state;
    begin("P1+", 7);
    assert_int_equal(cpuhp_walk_up(1, CPUHP_BRINGUP_CPU), -EPROTO);
    assert_int_equal(cpuhp_cpu_state(1), CPUHP_OFFLINE);
}

static void test_starting_may_not_fail(void **state)
{
    (void)state;
    begin("S+", -EIO);
    assert_int_equal(cpuhp_walk_up(1, CPUHP_AP_ONLINE), 0);
    assert_string_equal(calls, "record+ P0+ P1+ P2+ kick+ S+ irqchip+");
    assert_non_null(strstr(console_captured(), "CPU 1: startup of state"));
    assert_non_null(strstr(console_captured(), "\"s\" failed with"));
    begin("S-", -EIO);
    assert_int_equal(cpuhp_walk_down(1, CPUHP_OFFLINE), 0);
    assert_string_equal(calls, "irqchip- S- P2- P1- P0-");
    assert_non_null(strstr(console_captured(), "CPU 1: teardown of state"));
}

/* A CPU that goes on after it was given up comes back into no mask. */
static void test_given_up_cpu_stays_out_of_the_masks(void **state)
{
    (void)state;
    begin("", 0);
    boot_records[1].handshake = BOOT_HUNG;
    assert_int_equal(cpuhp_walk_up(1, CPUHP_AP_ONLINE), 0);
    assert_int_equal(cpuhp_walk_up(1, CPUHP_ONLINE), -ECANCELED);
    assert_int_equal(per_cpu(cpuhp_cpus, 1).failed, CPUHP_AP_ACTIVE);
    assert_false(cpu_online(1) || cpu_active(1));
    boot_records[1].handshake = BOOT_IDLE;
    cpuhp_walk_down(1, CPUHP_OFFLINE);
}

/* ---- on the way down ------------------------------------------------------------------------ */

/* Each teardown in turn fails: those done before it are done again, in reverse. */
static void test_failing_teardown_brings_back_up(void **state)
{
    static const struct {
        const char *fails, *calls;
    } cases[] = {{"O2-", "O2-"}, {"O1-", "O2- O1- O2+"}, {"O0-", "O2- O1- O0- O1+ O2+"}};

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        bring_up(2);
        begin(cases[i].fails, -EPERM);
        assert_int_equal(cpuhp_walk_down(2, CPUHP_AP_ONLINE), -EPERM);
        assert_string_equal(calls, cases[i].calls);
        assert_int_equal(cpuhp_cpu_state(2), CPUHP_ONLINE);
        assert_true(cpu_online(2) && cpu_active(2));
        assert_false(per_cpu(cpuhp_cpus, 2).is_stuck);
        begin("", 0);
        assert_int_equal(cpuhp_walk_down(2, CPUHP_OFFLINE), 0);
    }
}

/* The rollback fails as well: it stops there, and the CPU is marked. */
static void test_failure_in_a_rollback(void **state)
{
    (void)state;
    begin("O2+", -EIO);
    failing_too = "O1-";
    assert_int_equal(cpuhp_walk_up(1, CPUHP_ONLINE), -EIO);
    assert_string_equal(calls, "record+ P0+ P1+ P2+ kick+ S+ irqchip+ O0+ O1+ O2+ O1-");
    assert_int_equal(cpuhp_cpu_state(1), CPUHP_AP_ONLINE_DYN + 1);
    assert_int_equal(per_cpu(cpuhp_cpus, 1).failed, CPUHP_AP_ONLINE_DYN + 2);
    assert_true(per_cpu(cpuhp_cpus, 1).is_stuck);
    assert_non_null(strstr(console_captured(), "the CPU stays half-way"));

    /* A further way up goes on from there. */
    cpuhp_begin_pass(1, CPUHP_ONLINE);
    begin("", 0);
    assert_int_equal(cpuhp_walk_up(1, CPUHP_ONLINE), 0);
    assert_string_equal(calls, "O2+");
    cpuhp_end_pass(1, 0);
    assert_false(per_cpu(cpuhp_cpus, 1).is_stuck);

    begin("O0-", -EIO);
    failing_too = "O2+";
    assert_int_equal(cpuhp_walk_down(1, CPUHP_AP_ONLINE), -EIO);
    assert_string_equal(calls, "O2- O1- O0- O1+ O2+");
    assert_int_equal(cpuhp_cpu_state(1), CPUHP_AP_ONLINE_DYN + 1);
    assert_true(per_cpu(cpuhp_cpus, 1).is_stuck);
    cpuhp_begin_pass(1, CPUHP_OFFLINE);
    begin("", 0);
    assert_int_equal(cpuhp_walk_down(1, CPUHP_OFFLINE), 0);
    assert_string_equal(calls, "O1- O0- irqchip- S- P2- P1- P0-");
}

/* ---- injected failures ---------------------------------------------------------------------- */

static void test_injected_failure_happens_once(void **state)
{
    (void)state;
    assert_int_equal(cpuhp_set_fail(3, CPUHP_AP_ONLINE_DYN + 1), 0);
    begin("", 0);
    assert_int_equal(cpuhp_walk_up(3, CPUHP_ONLINE), -EAGAIN);
    assert_string_equal(calls,
                        "record+ P0+ P1+ P2+ kick+ S+ irqchip+ O0+ O0- irqchip- S- P2- P1- P0-");
    assert_int_equal(cpuhp_cpu_state(3), CPUHP_OFFLINE);
    bring_up(3);

    /* A state without callbacks fails as well, and so does one on the way down. */
    assert_int_equal(cpuhp_set_fail(3, CPUHP_AP_ONLINE_DYN + 9), 0);
    assert_int_equal(cpuhp_walk_down(3, CPUHP_AP_ONLINE), -EAGAIN);
    assert_int_equal(per_cpu(cpuhp_cpus, 3).failed, CPUHP_AP_ONLINE_DYN + 9);
    assert_int_equal(cpuhp_walk_down(3, CPUHP_OFFLINE), 0);

    assert_int_equal(cpuhp_set_fail(3, CPUHP_AP_ACTIVE), 0);
    assert_int_equal(cpuhp_set_fail(3, CPUHP_INVALID), 0); /* taken back */
    bring_up(3);
    assert_int_equal(cpuhp_walk_down(3, CPUHP_OFFLINE), 0);
}

static void test_bad_faults(void **state)
{
    (void)state;
    assert_int_equal(cpuhp_set_fail(TEST_CPUS, CPUHP_AP_ACTIVE), -EINVAL);
    assert_int_equal(cpuhp_set_fail(1, CPUHP_OFFLINE), -EINVAL);
    assert_int_equal(cpuhp_set_fail(1, CPUHP_ONLINE), -EINVAL);
    assert_int_equal(cpuhp_set_fail(1, (enum cpuhp_state) - 2), -EINVAL);
    assert_int_equal(cpuhp_set_fault(TEST_CPUS, CPUHP_FAULT_NEVER, 0), -EINVAL);
    assert_int_equal(cpuhp_set_fault(1, (enum cpuhp_fault)77, 0), -EINVAL);
    assert_int_equal(cpuhp_set_fault(1, CPUHP_FAULT_NEVER, 1), -EINVAL);
    assert_int_equal(cpuhp_set_fault(1, CPUHP_FAULT_CPU_ON, 0), -EINVAL);
    assert_int_equal(cpuhp_set_fault(1, CPUHP_FAULT_LATE, 0), -EINVAL);
    assert_int_equal(cpuhp_set_fault(1, CPUHP_FAULT_LATE, 600001), -EINVAL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_boot_cpu_stands_online),
        cmocka_unit_test(test_all_the_way_up_and_down),
        cmocka_unit_test(test_failure_in_prepare),
        cmocka_unit_test(test_failure_in_online),
        cmocka_unit_test(test_positive_result_of_a_walk),
        cmocka_unit_test(test_starting_may_not_fail),
        cmocka_unit_test(test_given_up_cpu_stays_out_of_the_masks),
        cmocka_unit_test(test_failing_teardown_brings_back_up),
        cmocka_unit_test(test_failure_in_a_rollback),
        cmocka_unit_test(test_injected_failure_happens_once),
        cmocka_unit_test(test_bad_faults),
    };
    return cmocka_run_group_tests(tests, set_up, NULL);
}
