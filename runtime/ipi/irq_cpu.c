/* SPDX-License-Identifier: MIT */
/* Holds what each CPU notes about the interrupt that it is taking. */
#include "ipi/irq_cpu.h"

DEFINE_PER_CPU(struct irq_cpu, irq_cpus);

bool muster_in_irq(void)
{
    return this_cpu_ptr(&irq_cpus)->is_in_irq;
}

const struct exception_frame *irq_interrupted(void)
{
    return this_cpu_ptr(&irq_cpus)->interrupted;
}
