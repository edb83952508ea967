/* SPDX-License-Identifier: MIT */
#include "hotplug/handshake.h"

#include <errno.h>

#include <muster/cmdline.h>
#include <muster/console.h>
#include <muster/cpuhp_fault.h>
#include <muster/order.h>
#include <muster/percpu.h>
#include <muster/psci.h>
#include <muster/smp.h>

#include "base/backoff.h"
#include "base/clock.h"
#include "base/cpumask_set.h"
#include "base/ticks.h"
#include "base/wait_limit.h"
#include "cmdline/cmdline.h"
#include "cpu/cpu_ops.h"
#include "cpu/percpu_areas.h"
#include "hotplug/fault.h"
#include "hotplug/mailbox.h"
#include "hotplug/parking.h"
#include "hotplug/timeout.h"
#include "hotplug/walk.h"
#include "ipi/irqchip.h"
#include "irq/irq.h"

/* The control CPU's part of the handshake: starts a CPU, waits for it, gives it up when it does not
 * answer, and clears up after it. */

/* True once the CPU has been up and has turned itself off. Written by the control CPU. */
static DEFINE_PER_CPU(bool, was_turned_off);

/* How long the firmware may take to say that a CPU is off, once the CPU turns itself off. */
#define OFF_TIMEOUT_MS 1000

/* Leaves CLAIMED. Only the CPU that claimed the record may call this. */
static void leave_claimed(struct boot_record *record, enum boot_handshake to)
{
    state_word_set(&record->handshake, to);
}

void handshake_init(void)
{
    /* CPU 0 has not passed CPUHP_PERCPU_PREPARE, the state that prepares a record. A way down that
     * fails early brings CPU 0 back up without passing that state either. */
    handshake_prepare(0);
    boot_records[0].handshake = BOOT_DONE;
}

bool handshake_is_free(unsigned int cpu)
{
    enum boot_handshake found = handshake_of(&boot_records[cpu]);
    return found == BOOT_IDLE || found == BOOT_PARKED;
}

bool handshake_is_done(unsigned int cpu)
{
    return handshake_of(&boot_records[cpu]) == BOOT_DONE;
}

bool handshake_hangs_on_way_down(unsigned int cpu)
{
    return cpuhp_cpu_state(cpu) < CPUHP_AP_ONLINE || !mailbox_is_free(cpu);
}

bool handshake_was_started(unsigned int cpu)
{
    switch (handshake_of(&boot_records[cpu])) {
    case BOOT_IDLE:
    case BOOT_CANCELLED:
    case BOOT_HUNG:
        return false;
    case BOOT_PARKED: /* the CPU has failed already, and has parked */
        return cpuhp_cpu_state(cpu) != CPUHP_OFFLINE;
    default:
        return true;
    }
}

int handshake_prepare(unsigned int cpu)
{
    struct boot_record *record = &boot_records[cpu];

    set_stack_end_magic(cpu);
    record->hwid = cpu_logical_map(cpu);
    record->stack_top = cpu_stack_top(cpu);
    record->exception_stack_top = cpu_exception_stack_top(cpu);
    record->percpu_offset = __per_cpu_offset[cpu];
    record->thread_pointer = cpu_thread_pointer(cpu);
    record->cpu = cpu;
    record->error = 0;
    return 0;
}

/* Has the firmware start @p cpu, or does what an injected failure says. */
static int boot(unsigned int cpu)
{
    const struct cpu_operations *ops = get_cpu_ops(cpu);
    int error = 0;

    if (cpuhp_faults_armed && (fault_takes(cpu, CPUHP_FAULT_CPU_ON, &error) ||
                               fault_takes(cpu, CPUHP_FAULT_NEVER, &error)))
        return error;
    return ops ? ops->boot(cpu) : -EOPNOTSUPP;
}

int handshake_kick(unsigned int cpu)
{
    struct boot_record *record = &boot_records[cpu];

    /* This control CPU may have hung in a PREPARE callback of @p cpu, and have been given up
     * itself. Then it starts nothing. */
    if (record->control_cpu && handshake_was_given_up(record->control_cpu))
        return -ECANCELED;
    /* A CPU that was given up may still be on its way, or be here already. Its record becomes
     * KICKED only after boot(): if it became KICKED before, the CPU could arrive, fail and be off
     * again before the CPU_ON. */
    const uint32_t origin = record->origin;
    bool may_be_here = origin == BOOT_CANCELLED;
    if (!may_be_here)
        leave_claimed(record, BOOT_KICKED);
    int error = origin == BOOT_PARKED ? 0 : boot(cpu);
    if (error && may_be_here)
        return error;
    if (may_be_here)
        leave_claimed(record, BOOT_KICKED);
    if (may_be_here || origin == BOOT_PARKED)
        irqchip_send(cpu, IPI_WAKE_UP);
    if (!error || !handshake_change(record, BOOT_KICKED, BOOT_CLAIMED))
        return 0; /* not KICKED any more: the CPU has arrived, whatever the firmware says */
    if (per_cpu(was_turned_off, cpu) && park_from_now_on())
        console_printf("muster: CPU %u (MPIDR 0x%lx): the firmware does not turn it on again: CPUs "
                       "that go down from now on are parked\n",
                       cpu, (unsigned long)cpu_logical_map(cpu));
    return error;
}

/* Returns true while a CPU is in DEAD and the firmware does not say that it is off. */
static bool is_still_on(unsigned int cpu)
{
    const struct cpu_operations *ops = get_cpu_ops(cpu);

    return handshake_of(&boot_records[cpu]) == BOOT_DEAD &&
           !(ops && ops->kill && ops->kill(cpu) == 0);
}

/* Waits until a CPU in DEAD is off, or has parked because the firmware did not turn it off. Returns
 * 0 or -ETIMEDOUT. */
static int wait_until_off(unsigned int cpu)
{
    uint64_t start = counter_now(), timeout_ticks = clock_ticks_of_ms(OFF_TIMEOUT_MS);
    struct backoff backoff = {0};

    while (is_still_on(cpu)) {
        if (wait_is_late(start, timeout_ticks) && is_still_on(cpu)) {
            console_printf("muster: CPU %u (MPIDR 0x%lx) says that it turns itself off, but is "
                           "still on\n",
                           cpu, (unsigned long)cpu_logical_map(cpu));
            return -ETIMEDOUT;
        }
        backoff_pause(&backoff);
    }
    return 0;
}

static bool is_claimable(enum boot_handshake found)
{
    return found == BOOT_IDLE || found == BOOT_DEAD || found == BOOT_CANCELLED ||
           found == BOOT_PARKED;
}

/* Claims the record of a CPU that is off, that has parked, or that was given up and may be on its
 * way here. Returns 0, -EBUSY or -ETIMEDOUT. */
static int claim(unsigned int cpu)
{
    struct boot_record *record = &boot_records[cpu];
    enum boot_handshake found;

    do { /* again if the CPU has parked meanwhile */
        found = handshake_of(record);
        if (found == BOOT_DEAD) {
            int error = wait_until_off(cpu);
            if (error)
                return error;
            found = handshake_of(record); /* DEAD: the CPU is off; or PARKED by now */
        }
        if (!is_claimable(found))
            return -EBUSY;
    } while (!handshake_change(record, found, BOOT_CLAIMED));
    if (found == BOOT_DEAD)
        per_cpu(was_turned_off, cpu) = true;
    record->origin = found;
    record->control_cpu = smp_processor_id();
    return 0;
}

/* Gives a claimed record back, in the state that it was claimed in. A CPU that was DEAD is off, so
 * its record becomes IDLE. */
static void release(unsigned int cpu)
{
    struct boot_record *record = &boot_records[cpu];

    leave_claimed(record,
                  record->origin == BOOT_DEAD ? BOOT_IDLE : (enum boot_handshake)record->origin);
}

static void report_start(unsigned int cpu, int error, bool is_tried_again)
{
    enum cpuhp_state failed = per_cpu(cpuhp_cpus, cpu).failed;
    bool is_firmware =
        failed == CPUHP_BRINGUP_CPU && error != -EAGAIN; /* -EAGAIN: an injected failure */

    console_printf("muster: CPU %u (MPIDR 0x%lx): state %d \"%s\" failed with %d%s%s: %s\n", cpu,
                   (unsigned long)cpu_logical_map(cpu), failed, cpuhp_state_name(failed), error,
                   is_firmware ? ", the firmware says " : "",
                   is_firmware ? psci_errno_text(error) : "",
                   is_tried_again ? "tried again after the others" : "not started");
}

/* Moves a CPU that was started earlier back to the last state before CPUHP_BRINGUP_CPU. A CPU that
 * hung, or did not turn itself off, has left its PREPARE states as they were. The record is
 * claimed. */
static inline void leave_bringup(unsigned int cpu)
{
    if (per_cpu(cpuhp_cpus, cpu).state >= CPUHP_BRINGUP_CPU)
        cpuhp_set_state(cpu, CPUHP_BRINGUP_CPU - 1);
}

/* Walks a CPU from where it stands to CPUHP_BRINGUP_CPU. The record is claimed, and is released if
 * the walk fails. */
static int walk_to_bringup(unsigned int cpu, int (*walk)(unsigned int, enum cpuhp_state))
{
    leave_bringup(cpu);
    int error = walk(cpu, CPUHP_BRINGUP_CPU);
    if (error)
        release(cpu);
    return error;
}

int handshake_start(unsigned int cpu, bool is_tried_again)
{
    int error = claim(cpu);

    if (error)
        return error;
    cpuhp_begin_pass(cpu, CPUHP_ONLINE);
    error = walk_to_bringup(cpu, cpuhp_walk_up);
    if (!error)
        return 0;
    report_start(cpu, error, is_tried_again);
    cpuhp_end_pass(cpu, error);
    return error;
}

/* Undoes the PREPARE states of a CPU that has failed in its own states, and prints how it ended.
 * Returns its error. */
static int clean_up_failed(unsigned int cpu)
{
    int error = boot_records[cpu].error;
    enum cpuhp_state failed = per_cpu(cpuhp_cpus, cpu).failed;
    const char *end = "still on";

    if (claim(cpu) == 0) {
        end = boot_records[cpu].origin == BOOT_PARKED ? "parked" : "turned off";
        cpuhp_walk_back_down(cpu, CPUHP_OFFLINE);
        release(cpu);
    }
    console_printf(
        "muster: CPU %u (MPIDR 0x%lx): state %d \"%s\" failed with %d: rolled back, %s\n", cpu,
        (unsigned long)cpu_logical_map(cpu), failed, cpuhp_state_name(failed), error, end);
    return error;
}

/* Gives up a CPU that has not answered in time. Either it has not arrived, or it hangs in one of
 * its states. The CPU finds out when it goes on. Returns false if it has just answered. */
static bool give_up(unsigned int cpu)
{
    struct boot_record *record = &boot_records[cpu];
    enum cpuhp_state state = cpuhp_cpu_state(cpu);
    const char *what = "did not arrive";

    if (handshake_change(record, BOOT_KICKED, BOOT_CANCELLED)) {
        per_cpu(cpuhp_cpus, cpu).failed = state;
        cpuhp_walk_back_down(cpu, CPUHP_OFFLINE);
    } else if (handshake_change(record, BOOT_ALIVE, BOOT_HUNG)) {
        what = "arrived but did not finish"; /* PREPARE states stay: the CPU may use them */
        smp_mb(); /* set HUNG, then clear the masks; partner: enter_mask() */
        set_cpu_active(cpu, false);
        set_cpu_online(cpu, false);
        irq_leave_cpu(cpu);
    } else if (handshake_of(record) == BOOT_CLAIMED) {
        what = "was not started"; /* its control CPU hangs in a PREPARE state */
    } else {
        return false;
    }
    console_printf("muster: CPU %u (MPIDR 0x%lx) %s within %u ms, in state %d \"%s\": given up\n",
                   cpu, (unsigned long)cpu_logical_map(cpu), what, hotplug_timeout_ms(), state,
                   cpuhp_state_name(state));
    return true;
}

/* Returns how the way up has ended, 0 or an error, or 1 while the CPU is on its way. */
static int outcome_of(unsigned int cpu)
{
    switch (handshake_of(&boot_records[cpu])) {
    case BOOT_DONE:
        return boot_records[cpu].error;
    case BOOT_DEAD:
    case BOOT_PARKED:
        return clean_up_failed(cpu);
    case BOOT_IDLE:
    case BOOT_CANCELLED:
    case BOOT_HUNG:
        return -ECANCELED; /* no CPU has started it, or it was given up */
    default:
        return 1;
    }
}

static int wait_for_outcome(unsigned int cpu, uint64_t deadline_ticks)
{
    struct backoff backoff = {0};
    int outcome;

    while ((outcome = outcome_of(cpu)) > 0) {
        if (counter_now() >= deadline_ticks && give_up(cpu))
            return -ETIMEDOUT;
        backoff_pause(&backoff);
    }
    return outcome;
}

int handshake_finish(unsigned int cpu, uint64_t deadline_ticks)
{
    int outcome = wait_for_outcome(cpu, deadline_ticks);

    cpuhp_end_pass(cpu, outcome);
    return outcome;
}

/* Brings a CPU back up after one of its PREPARE teardowns has failed. The record is claimed. */
static void bring_back(unsigned int cpu)
{
    if (walk_to_bringup(cpu, cpuhp_walk_back_up) == 0)
        wait_for_outcome(cpu, hotplug_deadline_ticks());
}

int handshake_clear(unsigned int cpu)
{
    int error = claim(cpu);

    if (error)
        return error;
    cpuhp_begin_pass(cpu, CPUHP_OFFLINE);
    leave_bringup(cpu);
    error = cpuhp_walk_down(cpu, CPUHP_OFFLINE);
    release(cpu);
    cpuhp_end_pass(cpu, error);
    return error;
}

int handshake_bury(unsigned int cpu)
{
    struct backoff backoff = {0};
    uint64_t start = counter_now(), timeout_ticks = clock_ticks_of_ms(hotplug_timeout_ms());

    while (handshake_is_done(cpu)) {
        if (wait_is_late(start, timeout_ticks) && handshake_is_done(cpu)) {
            cpuhp_mark_stuck(cpu, "on its way down, teardown", cpuhp_cpu_state(cpu), -ETIMEDOUT);
            return -ETIMEDOUT;
        }
        backoff_pause(&backoff);
    }
    int error = claim(cpu);
    if (error)
        return error;
    error = cpuhp_walk_down_once(cpu, CPUHP_OFFLINE);
    if (error)
        bring_back(cpu);
    else
        release(cpu);
    return error;
}
