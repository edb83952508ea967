/* SPDX-License-Identifier: MIT */
#include <muster/mmio.h>
#include <muster/percpu.h>
#include <muster/smp.h>

#include "base/driver.h"
#include "devicetree/device.h"
#include "drivers/irqchip/gic_lines.h"
#include "ipi/irqchip.h"

/* Drives the Arm Generic Interrupt Controller, architecture version 2 (IHI 0048), in its non-secure
 * view. */

#define GICD_CTLR 0x000
#define GICD_CTLR_ENABLE 1u
#define GICD_ITARGETSR 0x800
#define GICD_SGIR 0xf00
#define GICD_SGIR_TARGETS_SHIFT 16
#define GICD_SGIR_ALL_OTHERS (1u << 24)
#define GICC_CTLR 0x00
#define GICC_CTLR_ENABLE 1u
#define GICC_PMR 0x04
#define GICC_PMR_ALL 0xff
#define GICC_IAR 0x0c
#define GICC_EOIR 0x10
#define ALL_SGIS 0x0000ffffu
#define ALL_PPIS 0xffff0000u
#define PRIVATE_IRQS 32
/* one word holds the priorities of four interrupts */
#define DEFAULT_PRIORITIES (IRQ_PRIORITY_DEFAULT * 0x01010101u)

static uintptr_t distributor, cpu_interface;
static unsigned int limit;

/* The bit of the CPU's interface in GICD_ITARGETSR and GICD_SGIR. Each CPU writes its own in
 * gicv2_init_cpu(); other CPUs read it only once that CPU is up. */
static DEFINE_PER_CPU(uint8_t, interface_bit);

static bool gicv2_init_cpu(unsigned int cpu, uint32_t private_irqs)
{
    (void)cpu;
    /* The register is banked: the targets of a CPU's private interrupts read as the CPU itself (IHI
     * 0048 4.3.12). */
    this_cpu_write(interface_bit, (uint8_t)muster_mmio_read32(distributor + GICD_ITARGETSR));
    muster_mmio_write32(distributor + GIC_ICENABLER, ALL_PPIS);
    muster_mmio_write32(distributor + GIC_ICACTIVER, ALL_PPIS | ALL_SGIS);
    for (unsigned int irq = 0; irq < PRIVATE_IRQS; irq += 4)
        muster_mmio_write32(distributor + GIC_IPRIORITYR + irq, DEFAULT_PRIORITIES);
    muster_mmio_write32(distributor + GIC_ISENABLER, ALL_SGIS | private_irqs);
    muster_mmio_write32(cpu_interface + GICC_PMR, GICC_PMR_ALL);
    muster_mmio_write32(cpu_interface + GICC_CTLR, GICC_CTLR_ENABLE);
    /* Reading back makes sure that the write has arrived. The CPU looks for work after that. */
    return muster_mmio_read32(cpu_interface + GICC_CTLR) & GICC_CTLR_ENABLE;
}

static void gicv2_exit_cpu(void)
{
    muster_mmio_write32(cpu_interface + GICC_CTLR, 0);
}

/* Sets up the CPU interface again after a power-down state. The distributor keeps what is enabled
 * and pending, since it does not lose power with the CPU. */
static void gicv2_resume_cpu(void)
{
    muster_mmio_write32(cpu_interface + GICC_PMR, GICC_PMR_ALL);
    muster_mmio_write32(cpu_interface + GICC_CTLR, GICC_CTLR_ENABLE);
}

/* Returns GICC_IAR as the token: for an SGI it also holds the sender, which gicv2_end() must write
 * back. */
static uint32_t gicv2_acknowledge(void)
{
    uint32_t token = muster_mmio_read32(cpu_interface + GICC_IAR);
    /* Acquire: the handler reads what the sender of an SGI wrote before it. Partner: the fence in
     * send_sgi(). */
    __atomic_thread_fence(__ATOMIC_ACQUIRE);
    return token;
}

static void gicv2_end(uint32_t token)
{
    muster_mmio_write32(cpu_interface + GICC_EOIR, token);
}

/* Sends an SGI. The fence makes earlier stores visible before the device write; partner:
 * gicv2_acknowledge(). A DMB is enough, since it reaches all CPUs that read those stores. */
static void send_sgi(uint32_t targets, enum ipi ipi)
{
    __atomic_thread_fence(__ATOMIC_SEQ_CST);
    muster_mmio_write32(distributor + GICD_SGIR, targets | ipi);
}

static void gicv2_send(unsigned int cpu, enum ipi ipi)
{
    send_sgi((uint32_t)per_cpu(interface_bit, cpu) << GICD_SGIR_TARGETS_SHIFT, ipi);
}

static void gicv2_send_mask(const struct cpumask *mask, enum ipi ipi)
{
    uint32_t interfaces = 0;
    unsigned int cpu;

    for_each_cpu (cpu, mask)
        interfaces |= per_cpu(interface_bit, cpu);
    send_sgi(interfaces << GICD_SGIR_TARGETS_SHIFT, ipi);
}

static void gicv2_send_all_others(enum ipi ipi)
{
    send_sgi(GICD_SGIR_ALL_OTHERS, ipi);
}

static unsigned int gicv2_limit(void)
{
    return limit;
}

static void gicv2_prepare(unsigned int irq)
{
    /* Group 0, which comes as an IRQ where both groups belong to this view. Otherwise the bit
     * ignores writes, and only interrupts of group 1 are visible (IHI 0048 4.3.4). */
    gic_lines_prepare(distributor, irq, 0);
}

static void gicv2_enable(unsigned int irq)
{
    gic_lines_write_bit(distributor, GIC_ISENABLER, irq);
}

static bool gicv2_disable(unsigned int irq)
{
    gic_lines_write_bit(distributor, GIC_ICENABLER, irq);
    muster_mmio_read32(distributor +
                       GIC_ICENABLER); /* reading makes sure that the write has arrived */
    return true;
}

static void gicv2_raise(unsigned int irq)
{
    gic_lines_write_bit(distributor, GIC_ISPENDR, irq);
}

static void gicv2_set_priority(unsigned int irq, uint8_t priority)
{
    gic_lines_set_priority(distributor, irq, priority);
}

static void gicv2_set_trigger(unsigned int irq, enum muster_irq_trigger trigger)
{
    gic_lines_set_trigger(distributor, irq, trigger);
}

/* Routes a shared interrupt to @p cpu. A pending interrupt moves as well (IHI 0048 4.3.12), but
 * QEMU leaves it with the old CPU when no line holds it pending any more. So it is made pending
 * again here, while it is disabled and no CPU can take it. */
static void gicv2_route(unsigned int irq, unsigned int cpu)
{
    bool is_enabled = gic_lines_read_bit(distributor, GIC_ISENABLER, irq);

    gicv2_disable(irq);
    muster_mmio_write8(distributor + GICD_ITARGETSR + irq, per_cpu(interface_bit, cpu));
    if (gic_lines_read_bit(distributor, GIC_ISPENDR, irq)) {
        gic_lines_write_bit(distributor, GIC_ICPENDR, irq);
        gicv2_raise(irq);
    }
    if (is_enabled)
        gicv2_enable(irq);
}

static const struct irqchip gicv2 = {
    .init_cpu = gicv2_init_cpu,
    .exit_cpu = gicv2_exit_cpu,
    .resume_cpu = gicv2_resume_cpu,
    .acknowledge = gicv2_acknowledge,
    .end = gicv2_end,
    .send = gicv2_send,
    .send_mask = gicv2_send_mask,
    .send_all_others = gicv2_send_all_others,
    .limit = gicv2_limit,
    .prepare = gicv2_prepare,
    .enable = gicv2_enable,
    .disable = gicv2_disable,
    .raise = gicv2_raise,
    .set_priority = gicv2_set_priority,
    .set_trigger = gicv2_set_trigger,
    .route = gicv2_route,
};

static const struct irqchip *gicv2_probe(const struct fdt_device *device)
{
    distributor = device_map(device, 0);
    cpu_interface = device_map(device, 1);
    if (!distributor || !cpu_interface)
        return NULL;
    limit = gic_lines_limit(distributor);
    gic_lines_reset(distributor);
    muster_mmio_write32(distributor + GICD_CTLR, GICD_CTLR_ENABLE);
    return &gicv2;
}
static const struct irqchip_driver gicv2_driver = {gicv2_probe};
DRIVER(cortex_a15_gic, DRIVER_IRQCHIP, "arm,cortex-a15-gic", &gicv2_driver);
DRIVER(gic_400, DRIVER_IRQCHIP, "arm,gic-400", &gicv2_driver);
