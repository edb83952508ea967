/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <muster/cpuhp.h>
#include <muster/percpu.h>
#include <muster/psci.h>

#include "arch.h"
#include "base/cpumask_set.h"
#include "call/smp_call.h"
#include "cmocka_test.h"
#include "console_capture.h"
#include "hotplug/fault.h"
#include "hotplug/handshake.h"
#include "hotplug/hotplug_lock.h"
#include "hotplug/mailbox.h"
#include "hotplug/states.h"
#include "hotplug/walk.h"
#include "irq/irqchip.h"
#include "sync/wait.h"
#include "time/timer.h"

/*
 * The walk through the states, with a callback in every state that can have one. Each callback
 * notes that it was called; one of them can be made to fail.
 */

#define TEST_CPUS 4
#define PREPARE_STATES 3
#define ONLINE_STATES 4

static char calls[256]; /* "P0+ P1+ P1-": state, up or down */
static const char *failing = "", *failing_too = "";
static int failing_with;

static int note(const char *name)
{
    size_t used = strlen(calls);

    snprintf(calls + used, sizeof(calls) - used, "%s%s", used ? " " : "", name);
    return strcmp(name, failing) == 0 || strcmp(name, failing_too) == 0 ? failing_with : 0;
}

#define CALLBACKS(state)                                                                           \
    static int state##_up(unsigned int cpu)                                                        \
    {                                                                                              \
        (void)cpu;                                                                                 \
        return note(#state "+");                                                                   \
    }                                                                                              \
    static int state##_down(unsigned int cpu)                                                      \
    {                                                                                              \
        (void)cpu;                                                                                 \
        return note(#state "-");                                                                   \
    }
CALLBACKS(P0)
CALLBACKS(P1)
CALLBACKS(P2)
CALLBACKS(O0)
CALLBACKS(O1)
CALLBACKS(O2)

/* ---- what the table takes from the rest of the runtime -------------------------------------- */

int handshake_prepare(unsigned int cpu)
{
    (void)cpu;
    return note("record+");
}

int handshake_kick(unsigned int cpu)
{
    (void)cpu;
    return note("kick+");
}

struct boot_record boot_records[NR_CPUS];

int irqchip_starting_cpu(unsigned int cpu)
{
    (void)cpu;
    return note("irqchip+");
}

int irqchip_dying_cpu(unsigned int cpu)
{
    (void)cpu;
    return note("irqchip-");
}

/* The rest of what a CPU does in ap:online, which the states of this test do not depend on. */
void smp_call_open(unsigned int cpu)
{
    (void)cpu;
}

void smp_call_close(unsigned int cpu)
{
    (void)cpu;
}

void wait_count_departure(void)
{
}

void timer_dying_cpu(unsigned int cpu)
{
    (void)cpu;
}

/* The other CPU, played by the caller. */
int mailbox_request(unsigned int cpu, enum mailbox_when when, mailbox_function *function,
                    uintptr_t value)
{
    assert_int_equal(when, MAILBOX_ANY_TIME);
    return function(cpu, value);
}

int psci_to_errno(int64_t psci_ret)
{
    return (int)psci_ret;
}

static bool is_busy; /* CPU 2, with an earlier request */

bool mailbox_is_free(unsigned int cpu)
{
    return !(cpu == 2 && is_busy);
}

static bool locked;

bool hotplug_trylock(void)
{
    bool was_free = !locked;
    locked = true;
    return was_free;
}

void hotplug_unlock(void)
{
    locked = false;
}

static bool starting_was_masked;

static int S_up(unsigned int cpu)
{
    (void)cpu;
    starting_was_masked = host_irqs_are_masked;
    return note("S+");
}

static int S_down(unsigned int cpu)
{
    (void)cpu;
    return note("S-");
}

/* Per-CPU copies: at the same distance from each other as this one's template and copies. */
#define COPY_BYTES 65536
uintptr_t __per_cpu_offset[NR_CPUS];
static DEFINE_PER_CPU(char, anchor);
static char copies[TEST_CPUS][COPY_BYTES];

static int set_up(void **state)
{
    (void)state;
    for (unsigned int cpu = 0; cpu < TEST_CPUS; cpu++) {
        __per_cpu_offset[cpu] = (uintptr_t)&copies[cpu][COPY_BYTES / 2] - (uintptr_t)&anchor;
        set_cpu_possible(cpu, true);
    }
    nr_cpu_ids = TEST_CPUS;
    cpuhp_init();
    return cpuhp_setup_state_nocalls(CPUHP_BP_PREPARE_DYN, "p:0", P0_up, P0_down) < 0 ||
           cpuhp_setup_state_nocalls(CPUHP_BP_PREPARE_DYN, "p:1", P1_up, P1_down) < 0 ||
           cpuhp_setup_state_nocalls(CPUHP_BP_PREPARE_DYN, "p:2", P2_up, P2_down) < 0 ||
           cpuhp_setup_state(CPUHP_AP_STARTING, "s", S_up, S_down) < 0 ||
           cpuhp_setup_state_nocalls(CPUHP_AP_ONLINE_DYN, "o:0", O0_up, O0_down) < 0 ||
           cpuhp_setup_state_nocalls(CPUHP_AP_ONLINE_DYN, "o:1", O1_up, O1_down) < 0 ||
           cpuhp_setup_state_nocalls(CPUHP_AP_ONLINE_DYN, "o:2", O2_up, O2_down) < 0;
}

static void begin(const char *fails, int with)
{
    calls[0] = '\0';
    console_capture_clear();
    failing = fails;
    failing_too = "";
    failing_with = with;
}

/* ---- tests ------------------------------------------------------------------------------------
 */

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

/* A positive number is no errno, and must not look like a state's number or a success. */
static void test_positive_result(void **state)
{
    (void)state;
    begin("P1+", 7);
    assert_int_equal(cpuhp_walk_up(1, CPUHP_BRINGUP_CPU), -EPROTO);
    assert_int_equal(cpuhp_cpu_state(1), CPUHP_OFFLINE);
    begin("O2+", 7);
    assert_int_equal(cpuhp_setup_state(CPUHP_AP_ONLINE_IDLE, "x", O2_up, NULL), -EPROTO);
    begin("", 0);
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

/* ---- on the way down ------------------------------------------------------------------------ */

static void bring_up(unsigned int cpu)
{
    begin("", 0);
    assert_int_equal(cpuhp_walk_up(cpu, CPUHP_ONLINE), 0);
}

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
        cmocka_unit_test(test_boot_cpu_stands_online),
        cmocka_unit_test(test_all_the_way_up_and_down),
        cmocka_unit_test(test_failure_in_prepare),
        cmocka_unit_test(test_failure_in_online),
        cmocka_unit_test(test_positive_result),
        cmocka_unit_test(test_starting_may_not_fail),
        cmocka_unit_test(test_given_up_cpu_stays_out_of_the_masks),
        cmocka_unit_test(test_failing_teardown_brings_back_up),
        cmocka_unit_test(test_failure_in_a_rollback),
        cmocka_unit_test(test_injected_failure_happens_once),
        cmocka_unit_test(test_bad_faults),
        cmocka_unit_test(test_bad_arguments),
        cmocka_unit_test(test_setup_calls_for_the_boot_cpu),
        cmocka_unit_test(test_setup_undoes_what_it_called),
        cmocka_unit_test(test_removal_is_refused),
        cmocka_unit_test(test_instances),
        cmocka_unit_test(test_dynamic_states_run_out),
    };
    return cmocka_run_group_tests(tests, set_up, NULL);
}
