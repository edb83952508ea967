/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <string.h>

#include <muster/cpuhp.h>
#include <muster/cpuhp_instance.h>
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

/* States and instances that are set up and removed: which callbacks are called, what is refused. */

static void test_bad_arguments(void **state)
{
    (void)state;
    assert_int_equal(cpuhp_setup_state_nocalls(CPUHP_OFFLINE, "x", P0_up, NULL), -EINVAL);
    assert_int_equal(cpuhp_setup_state_nocalls(CPUHP_ONLINE, "x", P0_up, NULL), -EINVAL);
    assert_int_equal(cpuhp_setup_state_nocalls(CPUHP_INVALID, "x", P0_up, NULL), -EINVAL);
    assert_int_equal(cpuhp_setup_state_nocalls(CPUHP_ONLINE + 5, "x", P0_up, NULL), -EINVAL);
    assert_int_equal(cpuhp_setup_state_nocalls(CPUHP_AP_ONLINE_IDLE, NULL, P0_up, NULL), -EINVAL);
    assert_int_equal(cpuhp_setup_state_nocalls(CPUHP_AP_ONLINE_IDLE, "x", NULL, NULL), -EINVAL);
    assert_int_equal(cpuhp_setup_state_nocalls(CPUHP_BRINGUP_CPU, "x", P0_up, NULL), -EINVAL);
    assert_int_equal(cpuhp_setup_state_nocalls(CPUHP_AP_STARTING, "x", P0_up, NULL), -EBUSY);
    assert_int_equal(cpuhp_setup_state_nocalls(CPUHP_AP_ONLINE, "x", P0_up, NULL), -EBUSY);
}

/* A positive number is no errno, and must not look like the number of the new state. */
static void test_positive_result_of_a_setup(void **state)
{
    (void)state;
    begin("O2+", 7);
    assert_int_equal(cpuhp_setup_state(CPUHP_AP_ONLINE_IDLE, "x", O2_up, NULL), -EPROTO);
    begin("", 0);
}

/* The boot CPU has passed the state: its startup is called now, and decides. */
static void test_setup_calls_for_the_boot_cpu(void **state)
{
    (void)state;
    begin("O2+", -ENODEV);
    assert_int_equal(cpuhp_setup_state(CPUHP_AP_ONLINE_IDLE, "x", O2_up, NULL), -ENODEV);
    assert_string_equal(calls, "O2+");
    begin("", 0);
    assert_int_equal(cpuhp_setup_state(CPUHP_AP_ONLINE_IDLE, "x", O2_up, NULL), 0);
    assert_string_equal(calls, "O2+");
    assert_string_equal(cpuhp_state_name(CPUHP_AP_ONLINE_IDLE), "x");
}

static void test_setup_masks_interrupts_for_starting(void **state)
{
    (void)state;
    assert_true(starting_was_masked); /* when set_up() registered it */
    assert_false(host_irqs_are_masked);
}

static void test_dynamic_states_run_out(void **state)
{
    int count = 3, claimed; /* p:0 to p:2 */

    (void)state;
    while ((claimed = cpuhp_setup_state_nocalls(CPUHP_BP_PREPARE_DYN, "x", P0_up, NULL)) > 0)
        assert_int_equal(claimed, CPUHP_BP_PREPARE_DYN + count++);
    assert_int_equal(claimed, -ENOSPC);
    assert_int_equal(count, 16);
}

/* ---- states that come and go ---------------------------------------------------------------- */

/* Called for the CPUs past the state: 0, and 1 to 3 once they are up. */
static void test_setup_undoes_what_it_called(void **state)
{
    (void)state;
    assert_int_equal(cpuhp_remove_state(CPUHP_AP_ONLINE_IDLE), 0);
    bring_up(1);
    bring_up(2);
    begin("", 0);
    assert_int_equal(cpuhp_setup_state(CPUHP_AP_ONLINE_IDLE, "x", O0_up, O0_down), 0);
    assert_string_equal(calls, "O0+ O0+ O0+");
    begin("O0-", -EIO); /* the first teardown fails: there is nothing to undo */
    assert_int_equal(cpuhp_remove_state(CPUHP_AP_ONLINE_IDLE), -EIO);
    assert_string_equal(calls, "O0-");
    begin("", 0);
    assert_int_equal(cpuhp_remove_state(CPUHP_AP_ONLINE_IDLE), 0);
    assert_string_equal(calls, "O0- O0- O0-");
    assert_int_equal(cpuhp_remove_state(CPUHP_AP_ONLINE_IDLE), -EINVAL);
    assert_int_equal(cpuhp_walk_down(1, CPUHP_OFFLINE), 0);
    assert_int_equal(cpuhp_walk_down(2, CPUHP_OFFLINE), 0);
}

static void test_removal_is_refused(void **state)
{
    (void)state;
    assert_int_equal(cpuhp_remove_state(CPUHP_OFFLINE), -EINVAL);
    assert_int_equal(cpuhp_remove_state(CPUHP_PERCPU_PREPARE), -EINVAL);
    assert_int_equal(cpuhp_remove_state(CPUHP_AP_ACTIVE), -EINVAL);
    assert_int_equal(cpuhp_remove_state(CPUHP_ONLINE + 1), -EINVAL);
    assert_int_equal(cpuhp_remove_state_nocalls(CPUHP_AP_ONLINE_DYN + 10), -EINVAL);
    locked = true;
    assert_int_equal(cpuhp_setup_state(CPUHP_AP_ONLINE_DYN, "x", O0_up, NULL), -EAGAIN);
    assert_int_equal(cpuhp_remove_state(CPUHP_AP_ONLINE_DYN), -EAGAIN);
    locked = false;
    /* A CPU that hangs walks through the states as they are. */
    is_busy = true;
    assert_int_equal(cpuhp_setup_state(CPUHP_AP_ONLINE_DYN, "x", O0_up, NULL), -EAGAIN);
    is_busy = false;
    boot_records[3].handshake = BOOT_HUNG;
    assert_int_equal(cpuhp_remove_state(CPUHP_AP_ONLINE_DYN), -EAGAIN);
    boot_records[3].handshake = BOOT_IDLE;
    assert_false(locked);
}

/* ---- instances ------------------------------------------------------------------------------ */

static struct cpuhp_instance a, b, c;

static int instance_called(const struct cpuhp_instance *instance, char direction)
{
    char name[4] = {'i', instance == &a ? 'a' : instance == &b ? 'b' : 'c', direction};
    return note(name);
}

static int instance_up(unsigned int cpu, struct cpuhp_instance *instance)
{
    (void)cpu;
    return instance_called(instance, '+');
}

static int instance_down(unsigned int cpu, struct cpuhp_instance *instance)
{
    (void)cpu;
    return instance_called(instance, '-');
}

static void test_instances(void **state)
{
    (void)state;
    assert_int_equal(cpuhp_setup_state_multi(CPUHP_AP_ONLINE_IDLE, "m", instance_up, instance_down),
                     0);
    begin("", 0);
    assert_int_equal(cpuhp_state_add_instance(CPUHP_AP_ONLINE_IDLE, &a), 0);
    assert_int_equal(cpuhp_state_add_instance(CPUHP_AP_ONLINE_IDLE, &b), 0);
    assert_string_equal(calls, "ia+ ib+"); /* for CPU 0 */
    assert_int_equal(cpuhp_state_add_instance_nocalls(CPUHP_AP_ONLINE_IDLE, &c), 0);
    assert_int_equal(cpuhp_state_add_instance(CPUHP_AP_ONLINE_IDLE, &b), -EEXIST);
    assert_int_equal(cpuhp_state_add_instance(CPUHP_AP_ONLINE_DYN, &b), -EINVAL);
    assert_int_equal(cpuhp_state_add_instance(CPUHP_AP_ONLINE_IDLE, NULL), -EINVAL);
    assert_int_equal(cpuhp_remove_state(CPUHP_AP_ONLINE_IDLE), -EBUSY);

    begin("", 0);
    assert_int_equal(cpuhp_walk_up(1, CPUHP_AP_ONLINE_IDLE), 0);
    assert_string_equal(calls, "record+ P0+ P1+ P2+ kick+ S+ irqchip+ ia+ ib+ ic+");
    begin("ia-", -EIO);
    assert_int_equal(cpuhp_walk_down(1, CPUHP_AP_ONLINE), -EIO);
    assert_string_equal(calls, "ic- ib- ia- ib+ ic+");
    begin("", 0);
    assert_int_equal(cpuhp_walk_down(1, CPUHP_AP_ONLINE), 0);
    assert_string_equal(calls, "ic- ib- ia-");
    begin("ib+", -EIO);
    assert_int_equal(cpuhp_walk_up(1, CPUHP_AP_ONLINE_IDLE), -EIO);
    assert_string_equal(calls, "ia+ ib+ ia-");
    begin("ic+", -EIO);
    failing_too = "ib-";
    assert_int_equal(cpuhp_walk_up(1, CPUHP_AP_ONLINE_IDLE), -EIO);
    assert_string_equal(calls, "ia+ ib+ ic+ ib-");
    assert_true(per_cpu(cpuhp_cpus, 1).is_stuck);
    cpuhp_begin_pass(1, CPUHP_OFFLINE);
    begin("", 0);
    assert_int_equal(cpuhp_walk_down(1, CPUHP_OFFLINE), 0);

    begin("", 0);
    assert_int_equal(cpuhp_state_remove_instance(CPUHP_AP_ONLINE_IDLE, &b), 0);
    assert_int_equal(cpuhp_state_remove_instance(CPUHP_AP_ONLINE_IDLE, &b), -EINVAL);
    assert_string_equal(calls, "ib-");
    assert_int_equal(cpuhp_state_remove_instance_nocalls(CPUHP_AP_ONLINE_IDLE, &a), 0);
    assert_int_equal(cpuhp_state_remove_instance_nocalls(CPUHP_AP_ONLINE_IDLE, &c), 0);
    assert_int_equal(cpuhp_remove_state(CPUHP_AP_ONLINE_IDLE), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_setup_masks_interrupts_for_starting),
        cmocka_unit_test(test_bad_arguments),
        cmocka_unit_test(test_positive_result_of_a_setup),
        cmocka_unit_test(test_setup_calls_for_the_boot_cpu),
        cmocka_unit_test(test_setup_undoes_what_it_called),
        cmocka_unit_test(test_removal_is_refused),
        cmocka_unit_test(test_instances),
        cmocka_unit_test(test_dynamic_states_run_out),
    };
    return cmocka_run_group_tests(tests, set_up, NULL);
}
