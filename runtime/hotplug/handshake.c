/* SPDX-License-Identifier: MIT */
#include "handshake.h"

#include <errno.h>

#include <muster/barrier.h>
#include <muster/cmdline.h>
#include <muster/console.h>
#include <muster/panic.h>
#include <muster/percpu.h>
#include <muster/psci.h>
#include <muster/smp.h>

#include "../app.h"
#include "../arch.h"
#include "../backoff.h"
#include "../cpu_ops.h"
#include "../cpumask_set.h"
#include "../exit.h"
#include "../irqchip.h"
#include "../percpu.h"
#include "bring_up.h"
#include "fault.h"
#include "walk.h"

struct boot_record boot_records[NR_CPUS];

/* Control: whether the CPU has been up, and off since. */
static DEFINE_PER_CPU(bool, was_turned_off);

static unsigned int timeout_ms = 5000;
static bool parks;            /* cpuhp.park=1, or the firmware does not turn CPUs on again */
static bool entry_els_differ; /* set by a CPU that came in at another EL than the boot CPU */

static int parse_timeout_ms(const char *value)
{
    const unsigned int max_ms = 600000;
    unsigned int ms;
    int error = muster_parse_u32(value, max_ms, &ms);
    if (error)
        return error;
    if (ms == 0)
        return -EINVAL;
    timeout_ms = ms;
    return 0;
}
MUSTER_EARLY_PARAM("cpuhp.timeout_ms", parse_timeout_ms);

static int parse_park(const char *value)
{
    return muster_parse_bool(value, &parks);
}
MUSTER_EARLY_PARAM("cpuhp.park", parse_park);

unsigned int handshake_timeout_ms(void)
{
    return timeout_ms;
}

uint64_t handshake_deadline_ticks(void)
{
    return arch_counter() + (uint64_t)arch_counter_hz() * timeout_ms / 1000;
}

/* Changes the handshake word if it is @p from. Acquire and release: each side's stores before its
 * change are seen by the other side after it has seen the change. */
static bool handshake_change(struct boot_record *record, enum boot_handshake from,
                             enum boot_handshake to)
{
    uint32_t expected = from;
    return __atomic_compare_exchange_n(&record->handshake, &expected, (uint32_t)to, false,
                                       __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE);
}

/* From CLAIMED on, which nobody but the one who has claimed it changes. */
static void leave_claimed(struct boot_record *record, enum boot_handshake to)
{
    __atomic_store_n(&record->handshake, (uint32_t)to, __ATOMIC_RELEASE);
}

static enum boot_handshake handshake_of(const struct boot_record *record)
{
    return (enum boot_handshake)__atomic_load_n(&record->handshake, __ATOMIC_ACQUIRE);
}

void handshake_init(void)
{
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

bool handshake_was_started(unsigned int cpu)
{
    switch (handshake_of(&boot_records[cpu])) {
    case BOOT_IDLE:
    case BOOT_CANCELLED:
    case BOOT_HUNG:
        return false;
    case BOOT_PARKED: /* it has failed already, and the firmware keeps it on */
        return cpuhp_cpu_state(cpu) != CPUHP_OFFLINE;
    default:
        return true;
    }
}

/* ---- the CPU that goes up or down --------------------------------------------------------- */

/* One look at the interrupts of a parked CPU, asleep until there is one. The control CPU changes
 * the handshake and then sends; this CPU takes interrupts and then looks at the handshake. */
static void wait_for_wake_up(void)
{
    if (!irqchip_can_send()) {
        cpu_relax();
        return;
    }
    arch_wait_for_interrupt();
    irq_dispatch();
}

static void be_late(unsigned int cpu)
{
    int late_ms;
    if (!fault_takes(cpu, CPUHP_FAULT_LATE, &late_ms))
        return;
    uint64_t start = arch_counter(),
             ticks = (uint64_t)arch_counter_hz() * (unsigned int)late_ms / 1000;
    struct backoff backoff = {0};
    while (arch_counter() - start < ticks)
        backoff_pause(&backoff);
}

/* Waits until the CPU is wanted. One that is not, because it comes late, or for no reason that the
 * runtime knows, or was not turned off, parks until it is. */
static void arrive(unsigned int cpu, struct boot_record *record)
{
    bool takes_interrupts = false;

    for (;;) {
        enum boot_handshake found = handshake_of(record);
        switch (found) {
        case BOOT_KICKED:
            if (cpuhp_faults_armed)
                be_late(cpu);
            if (handshake_change(record, BOOT_KICKED, BOOT_ALIVE))
                return;
            break;
        case BOOT_IDLE:
        case BOOT_CANCELLED:
        case BOOT_HUNG:
        case BOOT_DEAD:
            handshake_change(record, found, BOOT_PARKED);
            break;
        case BOOT_CLAIMED: /* for as long as PREPARE takes */
            cpu_relax();
            break;
        case BOOT_PARKED:
            if (takes_interrupts)
                wait_for_wake_up();
            else
                irqchip_starting_cpu(cpu);
            takes_interrupts = true;
            break;
        case BOOT_ALIVE:
        case BOOT_DONE:
            panic("CPU %u was started again by the firmware while it was up", cpu);
        }
    }
}

/* The CPU's own part of its way up; after a failure it is back in CPUHP_AP_IDLE_DEAD, or stuck. */
static int come_up(unsigned int cpu)
{
    const struct cpu_operations *ops = get_cpu_ops(cpu);

    if (ops && ops->postboot)
        ops->postboot();
    cpuhp_walk_up(cpu, CPUHP_AP_ONLINE); /* STARTING: cannot fail */
    if (handshake_was_given_up(cpu)) {
        cpuhp_walk_down(cpu, CPUHP_AP_IDLE_DEAD);
        return -ECANCELED;
    }
    arch_irq_unmask();
    bring_up_children(cpu);
    int error = cpuhp_walk_up(cpu, CPUHP_ONLINE);
    if (!error || per_cpu(cpuhp_cpus, cpu).is_stuck)
        return error;
    arch_irq_save();
    cpuhp_walk_down(cpu, CPUHP_AP_IDLE_DEAD);
    return error;
}

static void start_again(void)
{
    secondary_start(&boot_records[smp_processor_id()]);
}

/* Whether the CPU is to be turned off rather than parked. */
static bool turns_off(unsigned int cpu)
{
    const struct cpu_operations *ops = get_cpu_ops(cpu);
    int unused;

    if (parks || !ops || !ops->die || (ops->disable && ops->disable(cpu) != 0))
        return false;
    return !(cpuhp_faults_armed && fault_takes(cpu, CPUHP_FAULT_CPU_OFF, &unused));
}

/* The end of a CPU that has undone its own states: off, or parked, since it was given up or the
 * firmware keeps it on. */
static void die(unsigned int cpu, bool is_off) __attribute__((noreturn));
static void die(unsigned int cpu, bool is_off)
{
    if (is_off)
        get_cpu_ops(cpu)->die(cpu);
    arch_switch_stacks(cpu_stack_top(cpu), cpu_exception_stack_top(cpu), start_again);
}

void handshake_leave(unsigned int cpu)
{
    struct boot_record *record = &boot_records[cpu];
    bool is_off = turns_off(cpu);

    arch_irq_save();
    cpuhp_walk_down(cpu, CPUHP_AP_IDLE_DEAD); /* STARTING: cannot fail */
    record->error = 0;
    handshake_change(record, BOOT_DONE, BOOT_DEAD);
    die(cpu, is_off);
}

void secondary_start(struct boot_record *record)
{
    unsigned int cpu = smp_processor_id();

    arrive(cpu, record);
    if (record->entry_el != boot_records[0].entry_el)
        __atomic_store_n(&entry_els_differ, true, __ATOMIC_RELAXED);

    record->error = come_up(cpu);
    if (record->error && !per_cpu(cpuhp_cpus, cpu).is_stuck)
        die(cpu, handshake_change(record, BOOT_ALIVE, BOOT_DEAD) && turns_off(cpu));
    bool starts_app = !record->error && app_is_to_begin();
    if (!handshake_change(record, BOOT_ALIVE, BOOT_DONE)) { /* given up */
        arch_irq_save();
        cpuhp_walk_back_down(cpu, CPUHP_AP_IDLE_DEAD);
        die(cpu, false);
    }
    if (stop_is_requested())
        stop_this_cpu();
    app_run(cpu, starts_app);
}

/* ---- the control CPU ---------------------------------------------------------------------- */

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

/* CPU_ON, or what a fault has put in its place. */
static int boot(unsigned int cpu)
{
    int error = 0;

    if (cpuhp_faults_armed && (fault_takes(cpu, CPUHP_FAULT_CPU_ON, &error) ||
                               fault_takes(cpu, CPUHP_FAULT_NEVER, &error)))
        return error;
    return get_cpu_ops(cpu)->boot(cpu);
}

int handshake_kick(unsigned int cpu)
{
    struct boot_record *record = &boot_records[cpu];

    /* One that was given up may be on its way, or here already: before KICKED it is known to come,
     * for it could come, fail and be off again before a later CPU_ON. */
    if (record->origin == BOOT_CANCELLED) {
        int error = boot(cpu);
        if (!error)
            leave_claimed(record, BOOT_KICKED);
        return error;
    }
    leave_claimed(record, BOOT_KICKED);
    if (record->origin == BOOT_PARKED) {
        irqchip_send(cpu, IPI_WAKE_UP);
        return 0;
    }
    int error = boot(cpu);
    if (!error || !handshake_change(record, BOOT_KICKED, BOOT_CLAIMED))
        return 0; /* the second: it has arrived, whatever the firmware says */
    if (per_cpu(was_turned_off, cpu) && !parks) {
        parks = true;
        console_printf("muster: CPU %u (MPIDR 0x%lx): the firmware does not turn it on again: CPUs "
                       "that go down from now on are parked\n",
                       cpu, (unsigned long)cpu_logical_map(cpu));
    }
    return error;
}

/* Waits, a bounded time, until a CPU that is DEAD is off or parked. */
static int wait_until_off(unsigned int cpu)
{
    const struct cpu_operations *ops = get_cpu_ops(cpu);
    int error = ops && ops->kill ? ops->kill(cpu) : 0;

    if (error)
        console_printf("muster: CPU %u (MPIDR 0x%lx) says that it turns itself off, but is still "
                       "on\n",
                       cpu, (unsigned long)cpu_logical_map(cpu));
    return error;
}

/* Takes the record of a CPU that is off, parked, or on its way here unwanted. */
static int claim(unsigned int cpu)
{
    struct boot_record *record = &boot_records[cpu];
    enum boot_handshake found = handshake_of(record);

    if (found == BOOT_DEAD) {
        int error = wait_until_off(cpu);
        if (error)
            return error;
        found = handshake_of(record); /* off, or PARKED by now */
    }
    if ((found != BOOT_IDLE && found != BOOT_DEAD && found != BOOT_CANCELLED &&
         found != BOOT_PARKED) ||
        !handshake_change(record, found, BOOT_CLAIMED))
        return -EBUSY;
    record->origin = found;
    record->control_cpu = smp_processor_id();
    return 0;
}

static void release(unsigned int cpu)
{
    struct boot_record *record = &boot_records[cpu];
    if (record->origin == BOOT_DEAD)
        per_cpu(was_turned_off, cpu) = true;
    leave_claimed(record,
                  record->origin == BOOT_DEAD ? BOOT_IDLE : (enum boot_handshake)record->origin);
}

void handshake_report_start(unsigned int cpu, int error)
{
    enum cpuhp_state failed = per_cpu(cpuhp_cpus, cpu).failed;

    console_printf("muster: CPU %u (MPIDR 0x%lx): state %d \"%s\" failed with %d%s%s: not "
                   "started\n",
                   cpu, (unsigned long)cpu_logical_map(cpu), failed, cpuhp_state_name(failed),
                   error, failed == CPUHP_BRINGUP_CPU ? ", the firmware says " : "",
                   failed == CPUHP_BRINGUP_CPU ? psci_errno_text(error) : "");
}

/* From where it stands, on a claimed record. */
static int walk_to_bringup(unsigned int cpu, int (*walk)(unsigned int, enum cpuhp_state))
{
    /* One that hung or did not turn itself off has left its PREPARE states as they were. */
    if (per_cpu(cpuhp_cpus, cpu).state >= CPUHP_BRINGUP_CPU)
        cpuhp_set_state(cpu, CPUHP_BRINGUP_CPU - 1);
    int error = walk(cpu, CPUHP_BRINGUP_CPU);
    if (error)
        release(cpu);
    return error;
}

int handshake_start(unsigned int cpu)
{
    int error = claim(cpu);

    if (error)
        return error;
    cpuhp_begin_pass(cpu, CPUHP_ONLINE);
    error = walk_to_bringup(cpu, cpuhp_walk_up);
    if (error)
        cpuhp_end_pass(cpu, error);
    return error;
}

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

/* A CPU whose time is up. It never arrived, or it hangs in one of its states; either way it will
 * find out. False when it has just answered. */
static bool give_up(unsigned int cpu)
{
    struct boot_record *record = &boot_records[cpu];
    enum cpuhp_state state = cpuhp_cpu_state(cpu);
    const char *what = "did not arrive";

    if (handshake_change(record, BOOT_KICKED, BOOT_CANCELLED)) {
        cpuhp_walk_back_down(cpu, CPUHP_OFFLINE);
    } else if (handshake_change(record, BOOT_ALIVE, BOOT_HUNG)) {
        what = "arrived but did not finish"; /* its PREPARE states stay: it may use them */
        smp_mb(); /* given up, then out of the masks; partner: enter_mask() */
        set_cpu_active(cpu, false);
        set_cpu_online(cpu, false);
    } else if (handshake_of(record) == BOOT_CLAIMED) {
        what = "was not started"; /* by a CPU that hangs in one of its PREPARE states */
    } else {
        return false;
    }
    console_printf("muster: CPU %u (MPIDR 0x%lx) %s within %u ms, in state %d \"%s\": given up\n",
                   cpu, (unsigned long)cpu_logical_map(cpu), what, timeout_ms, state,
                   cpuhp_state_name(state));
    return true;
}

/* How it has ended, or 1 while the CPU is on its way. */
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
        return -ECANCELED; /* nobody has started it, or it has been given up */
    default:
        return 1;
    }
}

static int wait_for_outcome(unsigned int cpu, uint64_t deadline_ticks)
{
    struct backoff backoff = {0};
    int outcome;

    while ((outcome = outcome_of(cpu)) > 0) {
        if (arch_counter() >= deadline_ticks && give_up(cpu))
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

/* A PREPARE teardown has failed: back up, from the claimed record. */
static void bring_back(unsigned int cpu)
{
    if (walk_to_bringup(cpu, cpuhp_walk_back_up) == 0)
        wait_for_outcome(cpu, handshake_deadline_ticks());
}

int handshake_clear(unsigned int cpu)
{
    int error = claim(cpu);

    if (error)
        return error;
    if (per_cpu(cpuhp_cpus, cpu).state >= CPUHP_BRINGUP_CPU)
        cpuhp_set_state(cpu, CPUHP_BRINGUP_CPU - 1);
    error = cpuhp_walk_down(cpu, CPUHP_OFFLINE);
    release(cpu);
    return error;
}

int handshake_bury(unsigned int cpu)
{
    struct backoff backoff = {0};
    uint64_t deadline = handshake_deadline_ticks();

    while (handshake_is_done(cpu)) {
        if (arch_counter() >= deadline) {
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

void handshake_report_entry_els(void)
{
    unsigned int cpu, boot_el = boot_records[0].entry_el, differ = 0;

    if (!__atomic_load_n(&entry_els_differ, __ATOMIC_RELAXED)) /* after the handshakes' acquire */
        return;
    console_printf("muster: the boot CPU entered at EL%u, but not CPU", boot_el);
    for_each_online_cpu (cpu) {
        if (boot_records[cpu].entry_el == boot_el)
            continue;
        console_printf(" %u (EL%u)", cpu, boot_records[cpu].entry_el);
        differ++;
    }
    console_printf(": %u in all\n", differ);
}
