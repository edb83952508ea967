/* SPDX-License-Identifier: MIT */
#include "hotplug/secondary.h"

#include <errno.h>

#include <muster/arch/atomic.h>
#include <muster/console.h>
#include <muster/cpuhp_fault.h>
#include <muster/order.h>
#include <muster/panic.h>
#include <muster/smp.h>

#include "arch/counter.h"
#include "arch/cpu.h"
#include "base/backoff.h"
#include "base/clock.h"
#include "base/ticks.h"
#include "console/stop.h"
#include "cpu/cpu_ops.h"
#include "cpu/percpu_areas.h"
#include "hotplug/fault.h"
#include "hotplug/handshake.h"
#include "hotplug/occupant.h"
#include "hotplug/parking.h"
#include "hotplug/walk.h"
#include "idle/idle.h"
#include "ipi/irqchip.h"
#include "irq/irq.h"
#include "irq/irqchip_init.h"
#include "time/clock_init.h"

/* The part of the CPU that is started: from its first C function until it waits for work, and from
 * there until it is off or parked. */

const struct cpu_occupant *cpu_occupant;
void (*secondary_is_online)(unsigned int cpu);

static bool entry_els_differ; /* set by a CPU that entered at another EL than the boot CPU */

/* Sleeps until an interrupt is pending on this parked CPU, and takes it. The control CPU changes
 * the handshake and then sends the interrupt. This CPU takes the interrupt and then looks at the
 * handshake. */
static void wait_for_wake_up(void)
{
    if (!irqchip_ends_sleep()) {
        cpu_relax();
        return;
    }
    arch_wait_for_interrupt();
    irq_poll();
}

/* Waits, if an injected failure wants the CPU late. */
static void be_late(unsigned int cpu)
{
    int late_ms;
    if (!fault_takes(cpu, CPUHP_FAULT_LATE, &late_ms))
        return;
    uint64_t start = counter_now(), ticks = clock_ticks_of_ms((uint32_t)late_ms);
    struct backoff backoff = {0};
    while (!counter_has_passed(start, ticks))
        backoff_pause(&backoff);
}

/* Waits until a control CPU wants this CPU. A CPU that is not wanted parks: it comes too late, or
 * for a reason that the runtime does not know, or the firmware did not turn it off. */
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
        case BOOT_CLAIMED: /* the control CPU is in PREPARE */
            cpu_relax();
            break;
        case BOOT_PARKED:
            if (takes_interrupts)
                wait_for_wake_up();
            else
                irqchip_starting_cpu(cpu);
            takes_interrupts = true;
            /* Take interrupts, then read the handshake. Partner: the barrier in irqchip_send(),
             * which the control CPU calls after KICKED. */
            smp_mb();
            break;
        case BOOT_ALIVE:
        case BOOT_DONE:
            panic("CPU %u was started again by the firmware while it was up", cpu);
        }
    }
}

/* Returns true if the CPU has the LSE atomics, or the program does without. */
static bool has_atomics(unsigned int cpu)
{
    int unused;

    return !arch_uses_lse() ||
           (arch_cpu_has_lse() &&
            !(cpuhp_faults_armed && fault_takes(cpu, CPUHP_FAULT_NO_LSE, &unused)));
}

/* Returns true if the CPU can run the program. Otherwise prints what the CPU lacks; then the CPU
 * goes no further than CPUHP_AP_IDLE_DEAD. */
static bool is_fit(unsigned int cpu)
{
    const char *missing = arch_missing_part();

    if (!missing && has_atomics(cpu))
        return true;
    console_printf("muster: CPU %u (MPIDR 0x%lx) lacks ", cpu, (unsigned long)cpu_logical_map(cpu));
    if (missing)
        console_printf("FEAT_%s, which the program is compiled for: it is not taken in\n", missing);
    else
        console_printf("the LSE atomics that the boot CPU has and the program uses: it is not "
                       "taken in; cpu.lse=0 does without them\n");
    cpuhp_walk_up(cpu, CPUHP_AP_IDLE_DEAD);
    per_cpu(cpuhp_cpus, cpu).failed = CPUHP_AP_IDLE_DEAD;
    return false;
}

/* Has every CPU read the counter in the way that this CPU's own needs. */
static __attribute__((cold)) void take_care_of_counter(void)
{
    enum arch_counter_erratum erratum = arch_counter_erratum_of_cpu();

    if (erratum == ARCH_COUNTER_IS_SOUND)
        return;
    clock_cure_counter(erratum);
    idle_take_care();
}

/* Takes the CPU through its STARTING and ONLINE states. Returns 0 or an error: then the CPU is back
 * in CPUHP_AP_IDLE_DEAD, or stuck. */
static int come_up(unsigned int cpu)
{
    if (arch_counter_is_suspect())
        take_care_of_counter();
    if (!is_fit(cpu))
        return -EOPNOTSUPP;
    cpuhp_walk_up(cpu, CPUHP_AP_ONLINE); /* STARTING: cannot fail */
    if (handshake_was_given_up(cpu)) {
        cpuhp_walk_down(cpu, CPUHP_AP_IDLE_DEAD);
        return -ECANCELED;
    }
    arch_irq_unmask();
    void (*is_online)(unsigned int) = __atomic_load_n(&secondary_is_online, __ATOMIC_RELAXED);
    if (is_online)
        is_online(cpu);
    int error = cpuhp_walk_up(cpu, CPUHP_ONLINE);
    if (!error || per_cpu(cpuhp_cpus, cpu).rollback_failed)
        return error;
    arch_irq_save();
    cpuhp_walk_down(cpu, CPUHP_AP_IDLE_DEAD);
    return error;
}

/* Starts the CPU's part anew, on an empty stack, for a CPU that parks. */
static void start_again(void)
{
    secondary_start(&boot_records[smp_processor_id()]);
}

/* Returns true if the CPU is to be turned off, and not parked. */
static bool turns_off(unsigned int cpu)
{
    const struct cpu_operations *ops = get_cpu_ops(cpu);
    int unused;

    if (cpus_park() || !ops || !ops->die || (ops->disable && ops->disable(cpu) != 0))
        return false;
    return !(cpuhp_faults_armed && fault_takes(cpu, CPUHP_FAULT_CPU_OFF, &unused));
}

/* Turns the CPU off, or parks it. The CPU has undone its own states. It parks if it was given up,
 * or if the firmware keeps it on. Does not return. */
static void die(unsigned int cpu, bool goes_off) __attribute__((noreturn));
static void die(unsigned int cpu, bool goes_off)
{
    if (goes_off)
        get_cpu_ops(cpu)->die(cpu);
    arch_switch_stacks(cpu_stack_top(cpu), cpu_exception_stack_top(cpu), start_again);
}

void secondary_leave(unsigned int cpu)
{
    struct boot_record *record = &boot_records[cpu];
    bool goes_off = turns_off(cpu);

    arch_irq_save();
    cpuhp_walk_down(cpu, CPUHP_AP_IDLE_DEAD); /* STARTING: cannot fail */
    record->error = 0;
    handshake_change(record, BOOT_DONE, BOOT_DEAD);
    die(cpu, goes_off);
}

void secondary_start(struct boot_record *record)
{
    unsigned int cpu = smp_processor_id();

    arrive(cpu, record);
    if (record->entry_el != boot_records[0].entry_el)
        __atomic_store_n(&entry_els_differ, true, __ATOMIC_RELAXED);

    record->error = come_up(cpu);
    if (record->error && !per_cpu(cpuhp_cpus, cpu).rollback_failed)
        die(cpu, handshake_change(record, BOOT_ALIVE, BOOT_DEAD) && turns_off(cpu));
    cpu_occupant->open(cpu, record->error);
    if (!handshake_change(record, BOOT_ALIVE, BOOT_DONE)) { /* false: the CPU has been given up */
        cpu_occupant->close(cpu);
        cpuhp_walk_back_down(cpu, CPUHP_AP_ONLINE);
        arch_irq_save();
        cpuhp_walk_back_down(cpu, CPUHP_AP_IDLE_DEAD);
        die(cpu, false);
    }
    if (stop_is_requested())
        stop_this_cpu();
    cpu_occupant->run(cpu);
}

void secondary_report_entry_els(void)
{
    unsigned int cpu, boot_el = boot_records[0].entry_el, differ = 0;

    /* ordered by the acquire of the handshakes */
    if (!__atomic_load_n(&entry_els_differ, __ATOMIC_RELAXED))
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
