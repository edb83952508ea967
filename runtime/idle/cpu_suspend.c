/* SPDX-License-Identifier: MIT */
#include "idle/cpu_suspend.h"

#include <errno.h>

#include <muster/idle.h>
#include <muster/machine.h>
#include <muster/panic.h>
#include <muster/psci.h>
#include <muster/smp.h>

#include "arch/cpu.h"
#include "cpu/cpu_ops.h"
#include "irq/irqchip_init.h"

/* Puts the calling CPU into a sleep state of the firmware. */

int idle_suspend(uint32_t power_state)
{
    const struct cpu_operations *ops = get_cpu_ops(smp_processor_id());
    bool may_lose = psci_power_state_loses_context(power_state);

    if (!ops || !ops->suspend)
        return -EOPNOTSUPP;
    if (may_lose)
        irqchip_save_cpu();
    int error = ops->suspend(power_state);
    /* The firmware may have chosen a lighter state that kept the context; then this changes
     * nothing. */
    if (!error && may_lose && !irqchip_resume_cpu())
        panic("the sleep state 0x%x has turned off the interrupt controller's distributor, and the "
              "firmware has not restored it: the device tree must not offer this state",
              power_state);
    return error;
}

int muster_cpu_suspend(uint32_t power_state)
{
    uint64_t flags = arch_irq_save();
    int error = idle_suspend(power_state);

    arch_irq_restore(flags);
    return error;
}

int muster_cpu_standby(uint32_t power_state)
{
    const struct cpu_operations *ops = get_cpu_ops(smp_processor_id());

    if (psci_power_state_loses_context(power_state))
        return -EINVAL;
    return ops && ops->suspend ? ops->suspend(power_state) : -EOPNOTSUPP;
}
