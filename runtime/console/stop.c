/* SPDX-License-Identifier: MIT */
#include "console/stop.h"

#include <stdint.h>

#include <muster/console.h>
#include <muster/order.h>
#include <muster/smp.h>

#include "arch/cpu.h"
#include "base/clock.h"
#include "base/ticks.h"
#include "base/wait_limit.h"
#include "ipi/irqchip.h"

/* Stops CPUs: one CPU requests the stop, and each other CPU sleeps for good. */

/* How long the CPUs have to stop, for each of two tries. The first try is an IPI. The second is an
 * NMI, if the controller has one, for CPUs with interrupts masked. */
#define STOP_TIMEOUT_MS 500

static uint32_t stopping_cpu;  /* 0, or the CPU that stops all others, plus one; set by that CPU */
static struct cpumask stopped; /* each CPU sets its own bit, then sleeps */

void cpu_park(void)
{
    arch_irq_save();
    for (;;) {
        arch_wait_for_interrupt();
        cpu_relax(); /* WFI does not sleep while an interrupt is pending */
    }
}

void stop_this_cpu(void)
{
    arch_irq_save();
    cpumask_set_cpu(smp_processor_id(), &stopped);
    cpu_park();
}

/* Returns how many other CPUs are online and have not stopped. */
static unsigned int count_running(unsigned int self)
{
    struct cpumask running;

    cpumask_andnot(&running, cpu_online_mask, &stopped);
    return cpumask_weight(&running) - cpumask_test_cpu(self, &running);
}

bool stop_is_requested(void)
{
    uint32_t by = __atomic_load_n(&stopping_cpu, __ATOMIC_RELAXED);
    return by && by != smp_processor_id() + 1;
}

bool others_are_stopped(void)
{
    unsigned int self = smp_processor_id();

    if (__atomic_load_n(&stopping_cpu, __ATOMIC_RELAXED) != self + 1 || count_running(self))
        return false;
    /* Read `stopped`, then what those CPUs wrote; partner: stop_this_cpu(), which sets its bit with
     * release. */
    smp_rmb();
    return true;
}

/* Waits until the other CPUs have stopped or the time is up. Returns how many still run. */
static unsigned int wait_until_stopped(unsigned int self)
{
    uint64_t start = counter_now(), limit = clock_ticks_of_ms(STOP_TIMEOUT_MS);
    unsigned int running;

    while ((running = count_running(self)) > 0 && !wait_is_late(start, limit))
        cpu_relax();
    return running ? count_running(self) : 0;
}

/* Sends an NMI to each CPU that still runs. Returns true if at least one could be sent. */
static bool interrupt_running(unsigned int self)
{
    bool is_sent = false;
    unsigned int cpu;

    for_each_online_cpu (cpu)
        if (cpu != self && !cpumask_test_cpu(cpu, &stopped))
            is_sent |= irqchip_send_nmi(cpu);
    return is_sent;
}

void stop_other_cpus(void)
{
    unsigned int self = smp_processor_id(), running;

    /* Request the stop, then read which CPUs are online. Partner: enter_mask(), by which a CPU that
     * comes up sets its bit before it calls stop_is_requested(). */
    __atomic_store_n(&stopping_cpu, self + 1, __ATOMIC_RELAXED);
    smp_mb();
    if (!count_running(self) || !irqchip_can_send())
        return;

    irqchip_send_all_others(IPI_CPU_STOP);
    running = wait_until_stopped(self);
    if (running && interrupt_running(self))
        running = wait_until_stopped(self);
    if (running)
        console_printf("muster: %u CPUs did not stop\n", running);
}
