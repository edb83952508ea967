/* SPDX-License-Identifier: MIT */
#include "aarch64/entry/suspend.h"

#include <muster/psci.h>
#include <muster/smp.h>

#include "aarch64/cpu/at_el2.h"
#include "arch/cpu.h"
#include "base/boot_record.h"

/*
 * Saves and restores what a CPU loses in a power-down state.
 *
 * A CPU wakes up the way it was started. resume_entry() finds the CPU's boot record, which only the
 * CPU itself writes while it is up. It sets up the exception level and the MMU, and only then reads
 * everything else from the CPU's stack.
 */

/*
 * The system registers that the boot code does not set, or sets for a program that starts. A timer
 * that has expired meanwhile raises its interrupt as soon as it is enabled again.
 */
#define FOR_EACH_SAVED_REGISTER(on)                                                                \
    on(cpacr_el1) on(mdscr_el1) on(cntkctl_el1) on(cntv_cval_el0) on(cntv_ctl_el0) on(daif)
/* At EL2 these names mean the CPU's own timer (generic_timer.c). At EL1 the physical timer is not
 * the runtime's to access: booting.rst promises CNTHCTL_EL2.EL1PCTEN alone, and each access traps
 * to EL2 without EL1PCEN. */
#define FOR_EACH_SAVED_EL2_REGISTER(on) on(cntp_cval_el0) on(cntp_ctl_el0)

struct saved_registers {
#define FIELD(name) uint64_t name;
    FOR_EACH_SAVED_REGISTER(FIELD)
    FOR_EACH_SAVED_EL2_REGISTER(FIELD)
};

static void save(struct saved_registers *saved)
{
#define SAVE(name) __asm__ volatile("mrs %0, " #name : "=r"(saved->name));
    FOR_EACH_SAVED_REGISTER(SAVE)
    if (is_at_el2()) {
        FOR_EACH_SAVED_EL2_REGISTER(SAVE)
    }
}

static void restore(const struct saved_registers *saved)
{
#define RESTORE(name) __asm__ volatile("msr " #name ", %0" : : "r"(saved->name) : "memory");
    FOR_EACH_SAVED_REGISTER(RESTORE)
    if (is_at_el2()) {
        FOR_EACH_SAVED_EL2_REGISTER(RESTORE)
    }
    __asm__ volatile("isb" ::: "memory"); /* ISB: CPACR takes effect here (Arm ARM D17.1) */
}

int suspend_call(struct boot_record *record, uint32_t power_state)
{
    extern void resume_entry(void) MUSTER_LINK_NAME(resume_entry) MUSTER_IN_THIS_PROGRAM;

    /* Publishes the record. DC CVAC is ordered after the stores to its line (Arm ARM D7.5), and the
     * DSB behind it waits until they have reached memory. Partner: resume_entry(), which reads the
     * record with the caches off. */
    arch_publish_boot_record(record);
    int result = psci_ops.cpu_suspend(power_state, (uintptr_t)resume_entry, (uintptr_t)record);
    return result < 0 ? result : 0;
}

int suspend_this_cpu(uint32_t power_state)
{
    unsigned int cpu = smp_processor_id();
    struct boot_record *record = &boot_records[cpu];
    struct saved_registers saved = {0}; /* at EL1 the last two are not used */
    uint64_t stack_top = record->stack_top;

    save(&saved);
    int result = suspend_enter(record, power_state);
    record->stack_top = stack_top; /* for the next time that the CPU is started */
    if (result != SUSPEND_RESUMED)
        return result;
    restore(&saved);
    return 0;
}
