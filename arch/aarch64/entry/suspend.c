/* SPDX-License-Identifier: MIT */
#include "aarch64/entry/suspend.h"

#include <muster/psci.h>
#include <muster/smp.h>

#include "arch.h"
#include "base/boot_record.h"

/*
 * A power-down state loses what the CPU holds. The way back is the way in: resume_entry() finds
 * the CPU by its boot record, whose writer is the CPU itself while it is up, sets up the exception
 * level and the MMU as for a CPU that is started, and only then reads the rest from its stack.
 */

/*
 * System registers that the boot code does not set, or sets for a program that has just begun. A
 * timer that has come due meanwhile asks for its interrupt as soon as it is enabled again.
 */
#define FOR_EACH_SAVED_REGISTER(on)                                                                \
    on(cpacr_el1) on(mdscr_el1) on(cntkctl_el1) on(cntv_cval_el0) on(cntv_ctl_el0)                 \
        on(cntp_cval_el0) on(cntp_ctl_el0) on(daif)

struct saved_registers {
#define FIELD(name) uint64_t name;
    FOR_EACH_SAVED_REGISTER(FIELD)
};

static void save(struct saved_registers *saved)
{
#define SAVE(name) __asm__ volatile("mrs %0, " #name : "=r"(saved->name));
    FOR_EACH_SAVED_REGISTER(SAVE)
}

static void restore(const struct saved_registers *saved)
{
#define RESTORE(name) __asm__ volatile("msr " #name ", %0" : : "r"(saved->name) : "memory");
    FOR_EACH_SAVED_REGISTER(RESTORE)
    __asm__ volatile("isb" ::: "memory"); /* CPACR counts from here on (Arm ARM D17.1) */
}

int suspend_call(struct boot_record *record, uint32_t power_state)
{
    extern void resume_entry(void) MUSTER_LINK_NAME(resume_entry) MUSTER_IN_THIS_PROGRAM;

    /* DC CVAC comes after the stores to its line (Arm ARM D7.5), and the DSB after it ends when
     * they have reached memory; partner: resume_entry(), which reads with the caches off. */
    arch_publish_boot_record(record);
    int result = psci_ops.cpu_suspend(power_state, (uintptr_t)resume_entry, (uintptr_t)record);
    return result < 0 ? result : 0;
}

int suspend_this_cpu(uint32_t power_state)
{
    unsigned int cpu = smp_processor_id();
    struct boot_record *record = &boot_records[cpu];
    struct saved_registers saved;
    uint64_t stack_top = record->stack_top;

    save(&saved);
    int result = suspend_enter(record, power_state);
    record->stack_top = stack_top; /* for the next start of the CPU */
    if (result != SUSPEND_RESUMED)
        return result;
    restore(&saved);
    return 0;
}
