/* SPDX-License-Identifier: MIT */
#include "idle.h"

#include <muster/barrier.h>

#include "arch.h"
#include "irqchip.h"

void cpu_park(void)
{
    arch_irq_save();
    for (;;)
        arch_wait_for_interrupt();
}

void cpu_idle(void)
{
    static const uint32_t never = 0;
    cpu_idle_until(&never);
    cpu_park();
}

void cpu_idle_until(const uint32_t *flag)
{
    if (!irqchip_can_send()) {
        while (!smp_load_acquire(flag))
            cpu_relax();
        return;
    }
    /* Interrupts stay masked between the look at the flag and the sleep: an interrupt that comes
     * in between stays pending and ends the sleep at once, so no wake-up is lost. */
    uint64_t flags = arch_irq_save();
    while (!smp_load_acquire(flag)) {
        arch_wait_for_interrupt();
        irq_dispatch();
    }
    arch_irq_restore(flags);
}
