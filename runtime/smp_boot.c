/* SPDX-License-Identifier: MIT */
#include "smp_boot.h"

#include <errno.h>
#include <stddef.h>

#include <muster/barrier.h>
#include <muster/cmdline.h>
#include <muster/console.h>
#include <muster/percpu.h>
#include <muster/psci.h>
#include <muster/smp.h>

#include "app.h"
#include "arch.h"
#include "boot_record.h"
#include "cpu_map.h"
#include "cpu_ops.h"
#include "cpuhp.h"
#include "cpumask_set.h"
#include "idle.h"
#include "percpu.h"

static DEFINE_PER_CPU_ALIGNED(struct boot_record, boot_records);

static unsigned int timeout_ms = 5000;
static bool parallel = true;
static bool all_arrived = true;
static bool entry_els_differ;  /* set by a CPU that came in at another EL than the boot CPU */
static bool boot_is_over;      /* set by the boot CPU before the application runs */
static uint32_t bringup_owner; /* 1 while a CPU is being brought up */

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

static int parse_parallel(const char *value)
{
    return muster_parse_bool(value, &parallel);
}
MUSTER_EARLY_PARAM("cpuhp.parallel", parse_parallel);

bool smp_all_arrived(void)
{
    return all_arrived;
}

struct boot_record *boot_record_of(unsigned int cpu)
{
    return per_cpu_ptr(&boot_records, cpu);
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

static enum boot_handshake handshake_of(const struct boot_record *record)
{
    return (enum boot_handshake)__atomic_load_n(&record->handshake, __ATOMIC_ACQUIRE);
}

bool smp_was_given_up(unsigned int cpu)
{
    return handshake_of(boot_record_of(cpu)) == BOOT_CANCELLED;
}

/* ---- the CPU that is brought up ---------------------------------------------------------- */

/* Its end when it could not come up: off, or asleep where the firmware cannot turn it off. */
static void die(unsigned int cpu) __attribute__((noreturn));
static void die(unsigned int cpu)
{
    const struct cpu_operations *ops = get_cpu_ops(cpu);
    if (ops && ops->die && (!ops->disable || ops->disable(cpu) == 0))
        ops->die(cpu);
    cpu_park();
}

/* The CPU's own part of its way up; on failure it is back in CPUHP_AP_IDLE_DEAD. */
static int come_up(unsigned int cpu)
{
    enum cpuhp_state failed;
    const struct cpu_operations *ops = get_cpu_ops(cpu);

    if (ops->postboot)
        ops->postboot();
    cpuhp_walk_up(cpu, CPUHP_AP_ONLINE, &failed); /* STARTING: cannot fail */
    if (smp_was_given_up(cpu)) {
        cpuhp_walk_down(cpu, CPUHP_AP_IDLE_DEAD);
        return -ECANCELED;
    }
    arch_irq_unmask();
    int error = cpuhp_walk_up(cpu, CPUHP_ONLINE, &failed);
    if (error) {
        arch_irq_save();
        cpuhp_walk_down(cpu, CPUHP_AP_IDLE_DEAD);
        if (error != -ECANCELED) /* that has been said when it was given up */
            console_printf("muster: CPU %u (MPIDR 0x%lx): state %d \"%s\" failed with %d: rolled "
                           "back, turned off\n",
                           cpu, (unsigned long)cpu_logical_map(cpu), failed,
                           cpuhp_state_name(failed), error);
    }
    return error;
}

void secondary_start(struct boot_record *record)
{
    unsigned int cpu = smp_processor_id();

    /* Fails when the control CPU has given up: then nothing here is this CPU's any more. */
    if (!handshake_change(record, BOOT_KICKED, BOOT_ALIVE))
        die(cpu);

    if (record->entry_el != boot_record_of(0)->entry_el)
        __atomic_store_n(&entry_els_differ, true, __ATOMIC_RELAXED);
    record->error = come_up(cpu);
    if (record->error) {
        handshake_change(record, BOOT_ALIVE, BOOT_FAILED);
        die(cpu);
    }
    if (!handshake_change(record, BOOT_ALIVE, BOOT_DONE)) {
        arch_irq_save();
        cpuhp_walk_down(cpu, CPUHP_AP_IDLE_DEAD);
        die(cpu);
    }
    app_run(cpu);
}

/* ---- the control CPU --------------------------------------------------------------------- */

int smp_prepare_record(unsigned int cpu)
{
    struct boot_record *record = boot_record_of(cpu);

    set_stack_end_magic(cpu);
    record->stack_top = cpu_stack_top(cpu);
    record->exception_stack_top = cpu_exception_stack_top(cpu);
    record->percpu_offset = __per_cpu_offset[cpu];
    record->thread_pointer = cpu_thread_pointer(cpu);
    record->cpu = cpu;
    record->error = 0;
    return 0;
}

int smp_bringup_cpu(unsigned int cpu)
{
    struct boot_record *record = boot_record_of(cpu);

    handshake_change(record, handshake_of(record), BOOT_KICKED);
    int error = get_cpu_ops(cpu)->boot(cpu);
    if (error)
        handshake_change(record, BOOT_KICKED, BOOT_IDLE);
    return error;
}

/* Starts @p cpu; it then goes on by itself. */
static int kick(unsigned int cpu, enum cpuhp_state *failed)
{
    return cpuhp_walk_up(cpu, CPUHP_BRINGUP_CPU, failed);
}

static void report_kick(unsigned int cpu, enum cpuhp_state failed, int error)
{
    console_printf("muster: CPU %u (MPIDR 0x%lx): state %d \"%s\" failed with %d%s%s: not "
                   "started\n",
                   cpu, (unsigned long)cpu_logical_map(cpu), failed, cpuhp_state_name(failed),
                   error, failed == CPUHP_BRINGUP_CPU ? ", the firmware says " : "",
                   failed == CPUHP_BRINGUP_CPU ? psci_errno_text(error) : "");
}

/* A CPU that has undone its own states: wait until it is off, then undo the others. */
static int clean_up_failed(unsigned int cpu)
{
    const struct cpu_operations *ops = get_cpu_ops(cpu);

    if (ops->kill && ops->kill(cpu) != 0)
        console_printf("muster: CPU %u (MPIDR 0x%lx) says that it turns itself off, but is still "
                       "on\n",
                       cpu, (unsigned long)cpu_logical_map(cpu));
    cpuhp_walk_down(cpu, CPUHP_OFFLINE);
    return boot_record_of(cpu)->error;
}

/* A CPU whose time is up. It never arrived, or it hangs in one of its states; either way it will
 * find its record cancelled. */
static void give_up(unsigned int cpu)
{
    struct boot_record *record = boot_record_of(cpu);
    enum cpuhp_state state = cpuhp_cpu_state(cpu);
    const char *what = "did not arrive";

    if (handshake_change(record, BOOT_KICKED, BOOT_CANCELLED)) {
        cpuhp_walk_down(cpu, CPUHP_OFFLINE);
    } else if (handshake_change(record, BOOT_ALIVE, BOOT_CANCELLED)) {
        what = "arrived but did not finish"; /* its PREPARE states stay: it may use them */
        smp_mb(); /* given up, then out of the masks; partner: enter_mask() */
        set_cpu_active(cpu, false);
        set_cpu_online(cpu, false);
    } else {
        return; /* it has just answered */
    }
    console_printf("muster: CPU %u (MPIDR 0x%lx) %s within %u ms, in state %d \"%s\": given up\n",
                   cpu, (unsigned long)cpu_logical_map(cpu), what, timeout_ms, state,
                   cpuhp_state_name(state));
}

static uint64_t deadline_ticks(void)
{
    return arch_counter() + (uint64_t)arch_counter_hz() * timeout_ms / 1000;
}

/* Waits until a started CPU is online, has failed, or the deadline has passed. */
static int finish(unsigned int cpu, uint64_t deadline)
{
    const unsigned int max_spins = 4096;
    struct boot_record *record = boot_record_of(cpu);

    /* The looks get rarer: where all CPUs share one host thread each of them costs a switch, and
     * the first ones have given every CPU its turn. */
    for (unsigned int spins = 1;; spins = spins < max_spins ? 2 * spins : max_spins) {
        switch (handshake_of(record)) {
        case BOOT_DONE:
            return 0;
        case BOOT_FAILED:
            return clean_up_failed(cpu);
        case BOOT_CANCELLED:
            return -ETIMEDOUT;
        default:
            break;
        }
        if (arch_counter() >= deadline)
            give_up(cpu);
        for (unsigned int spin = 0; spin < spins; spin++)
            __atomic_signal_fence(__ATOMIC_SEQ_CST); /* the compiler keeps the loop */
        cpu_relax();
    }
}

int cpu_up(unsigned int cpu)
{
    enum cpuhp_state failed;

    if (!cpu_possible(cpu))
        return -EINVAL;
    if (cpu_online(cpu))
        return -EALREADY;
    if (!cpu_present(cpu))
        return -ENODEV;
    if (boot_is_over)
        return -EBUSY;
    if (__atomic_exchange_n(&bringup_owner, 1, __ATOMIC_ACQUIRE))
        return -EBUSY;

    int error = -EBUSY; /* one that was given up may still arrive: its record is not free */
    if (handshake_of(boot_record_of(cpu)) != BOOT_CANCELLED) {
        error = kick(cpu, &failed);
        if (error)
            report_kick(cpu, failed, error);
        else
            error = finish(cpu, deadline_ticks());
    }
    __atomic_store_n(&bringup_owner, 0, __ATOMIC_RELEASE);
    return error;
}

/* Starts all before waiting for any. A CPU that cannot be started is left to the serial way. */
static void bring_up_in_parallel(unsigned int limit)
{
    unsigned int cpu, started = num_online_cpus();
    enum cpuhp_state failed;

    for_each_present_cpu (cpu) {
        if (started >= limit)
            break;
        if (!cpu_online(cpu) && handshake_of(boot_record_of(cpu)) == BOOT_IDLE &&
            kick(cpu, &failed) == 0)
            started++;
    }
    uint64_t deadline = deadline_ticks();
    for_each_present_cpu (cpu)
        if (handshake_of(boot_record_of(cpu)) != BOOT_IDLE)
            finish(cpu, deadline);
}

static void bring_up_serially(unsigned int limit)
{
    unsigned int cpu, online = num_online_cpus();

    for_each_present_cpu (cpu) {
        if (online >= limit)
            break;
        if (cpu_online(cpu) || handshake_of(boot_record_of(cpu)) != BOOT_IDLE)
            continue;
        if (cpu_up(cpu) == 0)
            online++;
    }
}

/* Says which CPUs did not enter at the boot CPU's EL: their EL2 is set up by somebody else. */
static void report_entry_els(void)
{
    unsigned int cpu, boot_el = boot_record_of(0)->entry_el, differ = 0;

    console_printf("muster: the boot CPU entered at EL%u, but not CPU", boot_el);
    for_each_online_cpu (cpu) {
        if (boot_record_of(cpu)->entry_el == boot_el)
            continue;
        console_printf(" %u (EL%u)", cpu, boot_record_of(cpu)->entry_el);
        differ++;
    }
    console_printf(": %u in all\n", differ);
}

unsigned int smp_init(void)
{
    unsigned int limit = cpu_map_boot_limit();

    if (limit > num_present_cpus())
        limit = num_present_cpus();
    if (parallel)
        bring_up_in_parallel(limit);
    unsigned int online = num_online_cpus();
    if (online < limit) {
        bring_up_serially(limit);
        online = num_online_cpus();
    }
    if (__atomic_load_n(&entry_els_differ, __ATOMIC_RELAXED)) /* after the handshakes' acquire */
        report_entry_els();
    if (online < limit) {
        all_arrived = false;
        console_printf("muster: %u of %u CPUs are online\n", online, limit);
    }
    boot_is_over = true;
    return online;
}
