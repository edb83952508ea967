/* SPDX-License-Identifier: MIT */
#include "exit/exit.h"

#include <errno.h>
#include <stdint.h>

#include <muster/bench.h>
#include <muster/console.h>
#include <muster/machine.h>
#include <muster/order.h>
#include <muster/psci.h>
#include <muster/smp.h>

#include "arch.h"
#include "console/semihosting.h"
#include "hotplug/chart.h"
#include "idle/idle.h"
#include "irq/irqchip.h"
#include "time/clock.h"

/* How long the other CPUs have to stop, for each of two tries: one that has its interrupts masked
 * does at the second, where the controller can interrupt it all the same. */
#define STOP_TIMEOUT_MS 500

static uint32_t ending_cpu;    /* the CPU that ends the program plus one; set once */
static uint32_t stopping_cpu;  /* the CPU that wants all others to stop, plus one */
static struct cpumask stopped; /* each CPU sets its bit, then sleeps */

bool exit_claim(void)
{
    uint32_t none = 0, self = smp_processor_id() + 1;
    return __atomic_compare_exchange_n(&ending_cpu, &none, self, false, __ATOMIC_ACQ_REL,
                                       __ATOMIC_ACQUIRE) ||
           none == self;
}

void stop_this_cpu(void)
{
    arch_irq_save();
    cpumask_set_cpu(smp_processor_id(), &stopped);
    cpu_park();
}

/* How many other CPUs are online and have not stopped. */
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
    smp_rmb(); /* stopped, then what they wrote; partner: stop_this_cpu(),
                  which sets its bit with release */
    return true;
}

/* Returns how many still run. */
static unsigned int wait_until_stopped(unsigned int self)
{
    uint64_t start = arch_counter(), limit = clock_ticks_of_ms(STOP_TIMEOUT_MS);
    unsigned int running;

    while ((running = count_running(self)) > 0 && arch_counter() - start < limit)
        cpu_relax();
    return running;
}

/* Those that have their interrupts masked: whether there is a way. */
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

    if (!arch_caches_on())
        return;
    /* Requested, then look who is online; partner: a CPU that comes up, after enter_mask(). */
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

static uint64_t microseconds_since_start(void)
{
    const uint64_t us_per_s = 1000000;
    uint64_t ticks = arch_counter() - muster_boot_times()->start_ticks, hz = clock_hz();
    return hz ? ticks / hz * us_per_s + ticks % hz * us_per_s / hz : 0;
}

void machine_exit(unsigned int status)
{
    chart_print_if_asked();
    console_printf("MUSTER_EXIT status=%u cpus=%u possible=%u time_us=%lu\n", status,
                   num_online_cpus(), num_possible_cpus(),
                   (unsigned long)microseconds_since_start());
    semihosting_exit(status);
    if (psci_ops.system_off)
        psci_ops.system_off();
    cpu_park();
}

int muster_system_reset(void)
{
    if (!psci_ops.system_reset)
        return -EOPNOTSUPP;
    psci_ops.system_reset();
    return -EIO;
}

int muster_system_reset2(uint32_t reset_type, uint64_t cookie)
{
    if (!psci_ops.system_reset2)
        return -EOPNOTSUPP;
    int error = psci_ops.system_reset2(reset_type, cookie);
    return error < 0 ? error : -EIO;
}
