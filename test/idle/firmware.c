/* SPDX-License-Identifier: MIT */
#include "firmware.h"

#include <stddef.h>
#include <string.h>

#include <libfdt.h>

#include <muster/fdt.h>
#include <muster/psci.h>

#include "check.h"

struct firmware firmware;
uint32_t firmware_calls[NR_CPUS];
uint32_t firmware_losses[NR_CPUS];
uint64_t firmware_context_ids[NR_CPUS];

static int (*real_cpu_suspend)(uint32_t power_state, uint64_t entry_pa, uint64_t context_id);
static bool has_gicv3;

#define STANDBY_STATE 0

/* GICv2's distributor and CPU interface on QEMU's virt machine, GICv3's redistributors, and what is
 * lost there. */
#define GICD_BASE 0x08000000
#define GICC_BASE 0x08010000
#define GICC_CTLR 0x00
#define GICC_PMR 0x04
#define GICC_BPR 0x08
#define GICC_APR 0xd0
#define GICR_BASE 0x080a0000
#define GICR_BYTES 0x20000
#define GICR_SGI_FRAME 0x10000
#define GICR_WAKER 0x14
#define GICR_WAKER_PROCESSOR_SLEEP 2u

/* Registers of the private interrupts, from GICD_BASE or from a redistributor's SGI frame on. */
#define IGROUPR0 0x080
#define ICENABLER0 0x180
#define IPRIORITYR0 0x400
#define ICFGR1 0xc04
#define PRIVATE_IRQS 32
#define ALL 0xffffffffu

static void write32(uintptr_t at, uint32_t value)
{
    *(volatile uint32_t *)at = value;
}

/* Disables all private interrupts, and gives them the lowest priority and another trigger and
 * group. */
static void lose_private_irqs(uintptr_t base)
{
    write32(base + ICENABLER0, ALL);
    write32(base + IGROUPR0, 0);
    write32(base + ICFGR1, ALL);
    for (unsigned int irq = 0; irq < PRIVATE_IRQS; irq += 4)
        write32(base + IPRIORITYR0 + irq, ALL);
}

static void lose_interrupt_controller(unsigned int cpu)
{
    uintptr_t redistributor = GICR_BASE + (uintptr_t)cpu * GICR_BYTES;

    if (has_gicv3) {
        lose_private_irqs(redistributor + GICR_SGI_FRAME);
        write32(redistributor + GICR_WAKER, GICR_WAKER_PROCESSOR_SLEEP);
        return;
    }
    lose_private_irqs(GICD_BASE);
    write32(GICC_BASE + GICC_CTLR, 0);
    write32(GICC_BASE + GICC_PMR, 0);
    write32(GICC_BASE + GICC_BPR, ALL);
    for (unsigned int word = 0; word < 4; word++)
        write32(GICC_BASE + GICC_APR + 4 * word, ALL);
}

static int cpu_suspend(uint32_t power_state, uint64_t entry_pa, uint64_t context_id)
{
    unsigned int cpu = smp_processor_id();

    firmware_calls[cpu]++;
    if (firmware.is_real || !psci_power_state_loses_context(power_state))
        return real_cpu_suspend(power_state, entry_pa, context_id);
    firmware_context_ids[cpu] = context_id;
    if (firmware.error)
        return firmware.error;
    if (firmware.before)
        firmware.before(cpu);
    /* An interrupt that is pending, masked or not, ends this at once. */
    if (!firmware.is_awake)
        CHECK(real_cpu_suspend(STANDBY_STATE, 0, 0) == 0);
    __atomic_fetch_add(&firmware_losses[cpu], 1, __ATOMIC_RELEASE);
    lose_interrupt_controller(cpu);
    uint64_t wrong_id = __atomic_exchange_n(&firmware.wrong_context_id, 0, __ATOMIC_ACQ_REL);
    lose_context(entry_pa, wrong_id ? wrong_id : context_id, has_gicv3);
}

__attribute__((constructor)) static void begin_to_play(void)
{
    real_cpu_suspend = psci_ops.cpu_suspend;
    if (real_cpu_suspend)
        psci_ops.cpu_suspend = cpu_suspend;
    has_gicv3 = fdt_node_offset_by_compatible(muster_fdt(), -1, "arm,gic-v3") >= 0;
}
