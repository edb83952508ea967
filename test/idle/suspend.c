/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>

#include <muster/app.h>
#include <muster/clock.h>
#include <muster/idle.h>
#include <muster/irq.h>
#include <muster/order.h>
#include <muster/percpu.h>
#include <muster/psci.h>

#include "../../runtime/idle/cpu_suspend.h"
#include "../../runtime/ipi/irqchip.h"
#include "args.h"
#include "check.h"
#include "firmware.h"
#include "rendezvous.h"
#include "work.h"

/*
 * usage: idle-suspend kept TIMES [real] | refused | context zero|in-ram|off|another
 *
 * muster_cpu_suspend() with a power-down state on every CPU, from a firmware that loses all that it
 * may, or refuses, or comes back with another context id: then the CPU sleeps for good. "real": the
 * machine's own firmware sleeps, and an interrupt that is pending but masked ends that.
 */

#define POWER_DOWN_STATE (1u << 16)
#define RESERVED_STATE (1u << 31)
#define VICTIM 1
#define OTHER 2
#define RECORD_PART 8
#define ERRNO_BASE 1000

static struct rendezvous before, after;
static DEFINE_PER_CPU(uint32_t, own) = 7;
static _Thread_local uint32_t own_too = 9;
static uint64_t junk[8] __attribute__((aligned(64)));
static uint32_t hops;

/* Goes through all CPUs and back. Each CPU sleeps until an interrupt of the one before wakes it. */
static int hop(void *unused)
{
    unsigned int next = (smp_processor_id() + 1) % num_online_cpus();

    CHECK(errno == ERRNO_BASE + (int)smp_processor_id());
    if (__atomic_add_fetch(&hops, 1, __ATOMIC_RELAXED) > 2 * num_online_cpus())
        return 0;
    work_on(next, hop, unused);
    return 0;
}

/* Suspends the calling CPU. The machine's own firmware finds an SGI pending, masked, and does not
 * sleep long. Software cannot make a PPI pending on QEMU's GICv2 with more than one CPU. */
static int suspend(int (*function)(uint32_t), bool *kept)
{
    uint64_t flags;

    if (!firmware.is_real)
        return call_and_compare(function, POWER_DOWN_STATE, kept);
    local_irq_save(flags);
    irqchip_send(smp_processor_id(), IPI_WAKE_UP);
    int error = call_and_compare(function, POWER_DOWN_STATE, kept);
    local_irq_restore(flags);
    return error;
}

static void suspend_and_compare(unsigned int cpu, uint32_t losses)
{
    bool kept = false;

    this_cpu_write(own, 100 + cpu);
    own_too = 200 + cpu;
    errno = ERRNO_BASE + (int)cpu;
    /* idle_suspend() leaves the interrupt mask to its caller, so the mask has to be kept. */
    CHECK(suspend(losses % 2 ? muster_cpu_suspend : idle_suspend, &kept) == 0);
    CHECK(kept);
    CHECK(smp_processor_id() == cpu);
    CHECK(this_cpu_read(own) == 100 + cpu && per_cpu(own, cpu) == 100 + cpu);
    CHECK(own_too == 200 + cpu);
    CHECK(errno == ERRNO_BASE + (int)cpu);
    CHECK(firmware_losses[cpu] == (firmware.is_real ? 0 : losses));
    CHECK(firmware_calls[cpu] >= losses);
}

static void check_kept(unsigned int cpu)
{
    unsigned long times = arg_number(2);

    firmware.is_real = muster_app_args()->argc > 3 && arg_is(3, "real");
    firmware.is_awake = true;
    rendezvous(&before);
    for (unsigned long i = 1; i <= times; i++)
        suspend_and_compare(cpu, (uint32_t)i);
    if (is_last(&after)) /* another CPU may be on its way into the runtime, and asleep soon */
        hop(NULL);
}

static void check_refused(unsigned int cpu)
{
    static const int errors[] = {-EPERM, -EINVAL, -EFAULT};
    bool kept;

    uint32_t calls = firmware_calls[cpu];
    CHECK(muster_cpu_suspend(RESERVED_STATE) == -EINVAL);
    CHECK(firmware_calls[cpu] == calls); /* it is not asked */
    for (unsigned int i = 0; i < sizeof(errors) / sizeof(errors[0]); i++) {
        rendezvous(&before);
        firmware.error = errors[i];
        rendezvous(&before);
        kept = false;
        CHECK(call_and_compare(muster_cpu_suspend, POWER_DOWN_STATE, &kept) == errors[i]);
        CHECK(kept);
    }
    CHECK(firmware_losses[cpu] == 0);
}

static uint64_t wrong_context(void)
{
    if (arg_is(2, "zero"))
        return 1; /* 0 is for the right one */
    if (arg_is(2, "in-ram")) {
        junk[0] = cpu_logical_map(VICTIM);
        return (uintptr_t)junk;
    }
    if (arg_is(2, "off"))
        return firmware_context_ids[VICTIM] + RECORD_PART;
    CHECK(arg_is(2, "another"));
    return firmware_context_ids[OTHER];
}

static bool other_is_off, is_over, is_back;

static void stay_off(unsigned int cpu)
{
    __atomic_store_n(&other_is_off, cpu == OTHER, __ATOMIC_RELEASE);
    if (cpu == OTHER)
        wait_until(__atomic_load_n(&is_over, __ATOMIC_ACQUIRE));
}

/* Called on a CPU that comes back: as itself, or as another one that is still off. */
static void come_back(void)
{
    if (!__atomic_load_n(&is_over, __ATOMIC_ACQUIRE))
        __atomic_store_n(&is_back, true, __ATOMIC_RELEASE);
}

static void watch(void)
{
    wait_until(__atomic_load_n(&firmware_losses[VICTIM], __ATOMIC_ACQUIRE) == 2);
    wait_us(100000);
    CHECK(!__atomic_load_n(&is_back, __ATOMIC_ACQUIRE));
    __atomic_store_n(&is_over, true, __ATOMIC_RELEASE);
    exit(0);
}

/* The others go on, and the program ends; the victim does not come back. OTHER is off when the
 * victim comes with its context id, so that all that it needs to go on as OTHER is there. */
static void check_context(unsigned int cpu)
{
    firmware.is_awake = true;
    CHECK(muster_cpu_suspend(POWER_DOWN_STATE) == 0);
    rendezvous(&before);
    if (cpu == OTHER) {
        firmware.before = stay_off;
        CHECK(muster_cpu_suspend(POWER_DOWN_STATE) == 0);
        come_back();
    } else if (cpu == VICTIM) {
        wait_until(__atomic_load_n(&other_is_off, __ATOMIC_ACQUIRE));
        firmware.before = NULL;
        firmware.wrong_context_id = wrong_context();
        muster_cpu_suspend(POWER_DOWN_STATE);
        come_back();
    } else if (cpu == 0) {
        watch();
    }
}

int app_main_percpu(unsigned int cpu)
{
    if (arg_is(1, "kept"))
        check_kept(cpu);
    else if (arg_is(1, "refused"))
        check_refused(cpu);
    else
        check_context(cpu);
    return 0;
}
