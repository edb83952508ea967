/* SPDX-License-Identifier: MIT */
#include "hotplug_fixture.h"

#include <stdio.h>
#include <string.h>

#include <muster/cpuhp.h>
#include <muster/percpu.h>
#include <muster/psci.h>

#include "base/cpumask_set.h"
#include "cmocka_test.h"
#include "console_capture.h"
#include "hotplug/handshake.h"
#include "hotplug/hotplug_lock.h"
#include "hotplug/mailbox.h"
#include "hotplug/occupant.h"
#include "hotplug/steps.h"
#include "hotplug/table.h"
#include "hotplug/walk.h"
#include "ipi/call_queue.h"
#include "irq/irqchip_init.h"
#include "sync/wait.h"
#include "time/timer.h"

char calls[256];
const char *failing_too = "";
static const char *failing = "";
static int failing_with;

int note(const char *name)
{
    size_t used = strlen(calls);

    snprintf(calls + used, sizeof(calls) - used, "%s%s", used ? " " : "", name);
    return strcmp(name, failing) == 0 || strcmp(name, failing_too) == 0 ? failing_with : 0;
}

#define CALLBACKS(state)                                                                           \
    int state##_up(unsigned int cpu)                                                               \
    {                                                                                              \
        (void)cpu;                                                                                 \
        return note(#state "+");                                                                   \
    }                                                                                              \
    int state##_down(unsigned int cpu)                                                             \
    {                                                                                              \
        (void)cpu;                                                                                 \
        return note(#state "-");                                                                   \
    }
CALLBACKS(P0)
CALLBACKS(P1)
CALLBACKS(P2)
CALLBACKS(O0)
CALLBACKS(O1)
CALLBACKS(O2)

/* ---- what the table takes from the rest of the runtime -------------------------------------- */

int handshake_prepare(unsigned int cpu)
{
    (void)cpu;
    return note("record+");
}

int handshake_kick(unsigned int cpu)
{
    (void)cpu;
    return note("kick+");
}

struct boot_record boot_records[NR_CPUS];

int irqchip_starting_cpu(unsigned int cpu)
{
    (void)cpu;
    return note("irqchip+");
}

int irqchip_dying_cpu(unsigned int cpu)
{
    (void)cpu;
    return note("irqchip-");
}

/* The rest of what a CPU does in ap:online, which the states of this test do not depend on. */
void smp_call_open(unsigned int cpu)
{
    (void)cpu;
}

void smp_call_close(unsigned int cpu)
{
    (void)cpu;
}

void wait_count_departure(void)
{
}

void timer_dying_cpu(unsigned int cpu)
{
    (void)cpu;
}

/* Has the caller play the other CPU. */
int mailbox_request(unsigned int cpu, enum mailbox_when when, mailbox_function *function,
                    uintptr_t value)
{
    assert_int_equal(when, MAILBOX_ANY_TIME);
    return function(cpu, value);
}

int psci_to_errno(int64_t psci_ret)
{
    return (int)psci_ret;
}

bool is_busy;

bool mailbox_is_free(unsigned int cpu)
{
    return !(cpu == 2 && is_busy);
}

bool locked;

bool hotplug_trylock(void)
{
    bool was_free = !locked;
    locked = true;
    return was_free;
}

void hotplug_unlock(void)
{
    locked = false;
}

bool starting_was_masked;

static int S_up(unsigned int cpu)
{
    (void)cpu;
    starting_was_masked = host_irqs_are_masked;
    return note("S+");
}

static int S_down(unsigned int cpu)
{
    (void)cpu;
    return note("S-");
}

/* The per-CPU copies of the four CPUs, where __per_cpu_offset[] says. */
#define COPY_BYTES 65536
uintptr_t __per_cpu_offset[NR_CPUS];
static DEFINE_PER_CPU(char, anchor);
static char copies[TEST_CPUS][COPY_BYTES];

int set_up(void **state)
{
    (void)state;
    for (unsigned int cpu = 0; cpu < TEST_CPUS; cpu++) {
        __per_cpu_offset[cpu] = (uintptr_t)&copies[cpu][COPY_BYTES / 2] - (uintptr_t)&anchor;
        set_cpu_possible(cpu, true);
    }
    nr_cpu_ids = TEST_CPUS;
    cpuhp_init();
    return cpuhp_setup_state_nocalls(CPUHP_BP_PREPARE_DYN, "p:0", P0_up, P0_down) < 0 ||
           cpuhp_setup_state_nocalls(CPUHP_BP_PREPARE_DYN, "p:1", P1_up, P1_down) < 0 ||
           cpuhp_setup_state_nocalls(CPUHP_BP_PREPARE_DYN, "p:2", P2_up, P2_down) < 0 ||
           cpuhp_setup_state(CPUHP_AP_STARTING, "s", S_up, S_down) < 0 ||
           cpuhp_setup_state_nocalls(CPUHP_AP_ONLINE_DYN, "o:0", O0_up, O0_down) < 0 ||
           cpuhp_setup_state_nocalls(CPUHP_AP_ONLINE_DYN, "o:1", O1_up, O1_down) < 0 ||
           cpuhp_setup_state_nocalls(CPUHP_AP_ONLINE_DYN, "o:2", O2_up, O2_down) < 0;
}

void begin(const char *fails, int with)
{
    calls[0] = '\0';
    console_capture_clear();
    failing = fails;
    failing_too = "";
    failing_with = with;
}

void bring_up(unsigned int cpu)
{
    begin("", 0);
    assert_int_equal(cpuhp_walk_up(cpu, CPUHP_ONLINE), 0);
}
