/* SPDX-License-Identifier: MIT */
#include <errno.h>

#include <muster/psci.h>
#include <muster/smp.h>

#include "aarch64/entry/suspend.h"
#include "arch/cpu.h"
#include "base/boot_record.h"
#include "cpu/cpu_ops.h"

/* Starts, stops and suspends CPUs through PSCI: the operations of the enable-method "psci". */

extern void secondary_entry(void) MUSTER_LINK_NAME(secondary_entry) MUSTER_IN_THIS_PROGRAM;

static int cpu_psci_prepare(unsigned int cpu)
{
    (void)cpu;
    return psci_ops.cpu_on ? 0 : -EOPNOTSUPP;
}

static bool is_off(unsigned int cpu)
{
    return psci_ops.affinity_info(cpu_logical_map(cpu), 0) == PSCI_AFFINITY_LEVEL_OFF;
}

/*
 * Starts @p cpu with its boot record. A CPU that was given up before it arrived may still be on its
 * way, with this very record. Such a CPU is not started a second time, since a firmware may restart
 * a CPU while it runs.
 */
static int cpu_psci_boot(unsigned int cpu)
{
    const struct boot_record *record = &boot_records[cpu];
    bool may_be_coming = record->origin == BOOT_CANCELLED;

    arch_publish_boot_record(record);
    if (may_be_coming && psci_ops.affinity_info && !is_off(cpu))
        return 0;
    int error = psci_cpu_on(cpu_logical_map(cpu), (uintptr_t)secondary_entry, (uintptr_t)record);
    if (error > 0)
        return -EPROTO; /* PSCI defines no such answer (DEN0022 5.6) */
    return may_be_coming && (error == -EALREADY || error == -EINPROGRESS) ? 0 : error;
}

/* Returns 0 if the CPU can be stopped. PSCI 0.1 cannot tell when a CPU is off, and a CPU that is
 * not off yet cannot be started again. */
static int cpu_psci_disable(unsigned int cpu)
{
    (void)cpu;
    return psci_ops.cpu_off && psci_ops.affinity_info ? 0 : -EOPNOTSUPP;
}

static void cpu_psci_die(unsigned int cpu)
{
    (void)cpu;
    /* Power down, level 0, id 0. Only PSCI 0.1 reads this argument; later versions ignore it
     * (DEN0022 5.5). */
    const uint32_t power_state_power_down = UINT32_C(1) << 16;
    psci_ops.cpu_off(power_state_power_down);
}

static int cpu_psci_kill(unsigned int cpu)
{
    return psci_ops.affinity_info && is_off(cpu) ? 0 : -EAGAIN;
}

static int cpu_psci_suspend(unsigned long power_state)
{
    if (!psci_ops.cpu_suspend)
        return -EOPNOTSUPP;
    if (power_state > UINT32_MAX || !psci_power_state_is_valid((uint32_t)power_state))
        return -EINVAL;
    if (psci_power_state_loses_context((uint32_t)power_state))
        return suspend_this_cpu((uint32_t)power_state);
    int result = psci_ops.cpu_suspend((uint32_t)power_state, 0, 0);
    return result < 0 ? result : 0;
}

static const struct cpu_operations cpu_psci_ops = {
    .name = "psci",
    .prepare = cpu_psci_prepare,
    .boot = cpu_psci_boot,
    .disable = cpu_psci_disable,
    .die = cpu_psci_die,
    .kill = cpu_psci_kill,
    .suspend = cpu_psci_suspend,
};
CPU_OPS(cpu_psci_ops);
