/* SPDX-License-Identifier: MIT */
#include "exit/exit.h"

#include <errno.h>
#include <stdint.h>

#include <muster/console.h>
#include <muster/machine.h>
#include <muster/psci.h>
#include <muster/smp.h>

#include "base/boot_times.h"
#include "base/clock.h"
#include "base/ticks.h"
#include "console/panic.h"
#include "console/port.h"
#include "console/semihosting.h"
#include "console/stop.h"
#include "exit/machine_end.h"
#include "hotplug/chart.h"

/* Ends the program and leaves the machine. */

/* 0, or the CPU that ends the program plus one; set once, by that CPU */
static uint32_t ending_cpu;

bool exit_claim(void)
{
    uint32_t none = 0, self = smp_processor_id() + 1;
    return __atomic_compare_exchange_n(&ending_cpu, &none, self, false, __ATOMIC_ACQ_REL,
                                       __ATOMIC_ACQUIRE) ||
           none == self;
}

static uint64_t microseconds_since_start(void)
{
    const uint64_t us_per_s = 1000000;
    uint64_t ticks = counter_in_order(), hz = clock_hz();
    return hz ? ticks / hz * us_per_s + ticks % hz * us_per_s / hz : 0;
}

void machine_exit(unsigned int status)
{
    chart_print_if_asked();
    console_printf("MUSTER_EXIT status=%u cpus=%u possible=%u time_us=%lu\n", status,
                   num_online_cpus(), num_possible_cpus(),
                   (unsigned long)microseconds_since_start());
    console_drain();
    semihosting_exit(status);
    if (psci_ops.system_off)
        psci_ops.system_off();
    machine_end_try(MACHINE_OFF);
    console_printf("muster: nothing here turns the machine off: it may be turned off now\n");
    console_drain();
    cpu_park();
}
PANIC_ENDING(machine_exit);

/* Sends what this CPU has printed, an unfinished line too. */
static void send_last_line(void)
{
    console_flush();
    console_drain();
}

int muster_system_reset(void)
{
    if (!psci_ops.system_reset && !machine_end_is_known(MACHINE_RESET))
        return -EOPNOTSUPP;
    send_last_line();
    if (psci_ops.system_reset)
        psci_ops.system_reset();
    machine_end_try(MACHINE_RESET);
    return -EIO;
}

int muster_system_reset2(uint32_t reset_type, uint64_t cookie)
{
    if (!psci_ops.system_reset2)
        return -EOPNOTSUPP;
    send_last_line();
    int error = psci_ops.system_reset2(reset_type, cookie);
    return error < 0 ? error : -EIO;
}
