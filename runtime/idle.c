/* SPDX-License-Identifier: MIT */
#include "idle.h"

#include <errno.h>

#include <muster/barrier.h>
#include <muster/machine.h>
#include <muster/smp.h>

#include "arch.h"
#include "cpu_ops.h"
#include "irq/irq.h"
#include "irq/irqchip.h"

void cpu_park(void)
{
    arch_irq_save();
    for (;;) {
        arch_wait_for_interrupt();
        cpu_relax(); /* with an interrupt pending, it does not sleep */
    }
}

static bool never(unsigned int cpu)
{
    (void)cpu;
    return false;
}

void cpu_idle(void)
{
    cpu_idle_until(never);
    cpu_park();
}

void cpu_idle_until(bool (*is_due)(unsigned int cpu))
{
    unsigned int cpu = smp_processor_id();

    if (!irqchip_ends_sleep()) {
        while (!is_due(cpu))
            cpu_relax();
        return;
    }
    /* Interrupts stay masked between the look and the sleep: an interrupt that comes in between
     * stays pending and ends the sleep at once, so no wake-up is lost. */
    uint64_t flags = arch_irq_save();
    while (!is_due(cpu)) {
        arch_wait_for_interrupt();
        irq_poll();
    }
    arch_irq_restore(flags);
}

int muster_cpu_standby(uint32_t power_state)
{
    const struct cpu_operations *ops = get_cpu_ops(smp_processor_id());
    return ops && ops->suspend ? ops->suspend(power_state) : -EOPNOTSUPP;
}
