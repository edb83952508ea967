/* SPDX-License-Identifier: MIT */
#include <muster/mmio.h>
#include <muster/percpu.h>
#include <muster/smp.h>

#include "arch/el3.h"
#include "base/driver.h"
#include "devicetree/device.h"
#include "drivers/irqchip/gic_lines.h"
#include "drivers/irqchip/gic_private.h"
#include "drivers/irqchip/gic_secure.h"
#include "ipi/irqchip.h"

/* Drives the Arm Generic Interrupt Controller, architecture version 2 (IHI 0048), in its non-secure
 * view. */

#define GICD_CTLR 0x000
#define GICD_CTLR_ENABLE 1u
#define GICD_ITARGETSR 0x800
#define GICD_SGIR 0xf00
#define GICD_SGIR_TARGETS_SHIFT 16
#define GICD_SGIR_ALL_OTHERS (1u << 24)
#define GICD_CPENDSGIR 0xf10 /* a byte for each SGI: the CPUs that have sent it */
#define GICD_CPENDSGIR_END 0xf20
#define GICC_CTLR 0x00
#define GICC_CTLR_ENABLE 1u
/* keep the CPU's legacy interrupt lines out, where the firmware wants that */
#define GICC_CTLR_BYPASS_DISABLED 0x1e0u
#define GICC_PMR 0x04
#define GICC_PMR_ALL 0xff
#define GICC_IAR 0x0c
#define GICC_EOIR 0x10
#define GICC_BPR 0x08
#define GICC_BPR_LEAST 0 /* the controller takes the least value that it has */
#define GICC_APR 0xd0
#define GICC_APR_END 0xe0
/* Group 0, which comes as an IRQ where both groups belong to this view. Otherwise the register
 * ignores writes, and only interrupts of group 1 are visible (IHI 0048 4.3.4). */
#define NO_GROUP1 0

static uintptr_t distributor, cpu_interface;
static unsigned int limit;

/* The bit of the CPU's interface in GICD_ITARGETSR and GICD_SGIR. Each CPU writes its own in
 * gicv2_init_cpu(); other CPUs read it only once that CPU is up. */
static DEFINE_PER_CPU(uint8_t, interface_bit);

/* What the CPU has saved before a power-down state. Only the CPU itself uses it. */
static DEFINE_PER_CPU_UNCOPIED(struct gic_private_state, saved);

/* Writes GICC_CTLR with the bypass bits that the firmware has set, and returns what it reads back:
 * the write has arrived then. */
static uint32_t write_control(uint32_t enable)
{
    uintptr_t control = cpu_interface + GICC_CTLR;

    muster_mmio_write32(control,
                        (muster_mmio_read32(control) & GICC_CTLR_BYPASS_DISABLED) | enable);
    return muster_mmio_read32(control);
}

/* Sets up the CPU interface. An interrupt that an earlier stage has not ended leaves its priority
 * active, and would keep out all interrupts that are not more urgent (IHI 0048 4.4.12). */
static bool enable_cpu_interface(void)
{
    muster_mmio_write32(cpu_interface + GICC_PMR, GICC_PMR_ALL);
    muster_mmio_write32(cpu_interface + GICC_BPR, GICC_BPR_LEAST);
    for (unsigned int offset = GICC_APR; offset < GICC_APR_END; offset += 4)
        muster_mmio_write32(cpu_interface + offset, 0);
    return write_control(GICC_CTLR_ENABLE) & GICC_CTLR_ENABLE;
}

static bool gicv2_init_cpu(unsigned int cpu, const struct private_irqs *private_irqs)
{
    (void)cpu;
    /* The register is banked: the targets of a CPU's private interrupts read as the CPU itself (IHI
     * 0048 4.3.12). */
    this_cpu_write(interface_bit, (uint8_t)muster_mmio_read32(distributor + GICD_ITARGETSR));
    gic_private_disable(distributor);
    for (unsigned int offset = GICD_CPENDSGIR; offset < GICD_CPENDSGIR_END; offset += 4)
        muster_mmio_write32(distributor + offset, UINT32_MAX);
    gic_private_init(distributor, NO_GROUP1, private_irqs->edge);
    gic_private_enable(distributor, GIC_ALL_SGIS | private_irqs->enabled);
    return enable_cpu_interface();
}

static void gicv2_exit_cpu(void)
{
    write_control(0);
}

static void gicv2_save_cpu(void)
{
    gic_private_save(distributor, this_cpu_ptr(&saved));
}

/* Sets up the CPU interface and the banked registers of the distributor, which lose power with the
 * CPU on some machines. */
static bool gicv2_resume_cpu(void)
{
    gic_private_disable(distributor);
    gic_private_restore(distributor, this_cpu_ptr(&saved));
    enable_cpu_interface();
    return muster_mmio_read32(distributor + GICD_CTLR) & GICD_CTLR_ENABLE;
}

/* Returns GICC_IAR as the token: for an SGI it also holds the sender, which gicv2_end() must write
 * back. */
static uint32_t gicv2_acknowledge(void)
{
    /* The read is an acquire: the handler reads what the sender of an SGI wrote before it. Partner:
     * the fence in send_sgi(). */
    return muster_mmio_read32(cpu_interface + GICC_IAR);
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
    gic_lines_prepare(distributor, irq, NO_GROUP1);
}

static void gicv2_enable(unsigned int irq)
{
    gic_lines_write_bit(distributor, GIC_ISENABLER, irq);
}

static bool gicv2_disable(unsigned int irq)
{
    gic_lines_write_bit(distributor, GIC_ICENABLER, irq);
    /* Reading makes sure that the write has arrived. */
    muster_mmio_read32(distributor + GIC_ICENABLER);
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
    .save_cpu = gicv2_save_cpu,
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

static bool init_cpu_from_el3(unsigned int cpu, const struct private_irqs *private_irqs)
{
    gicv2_secure_init_cpu(distributor, cpu_interface);
    return gicv2_init_cpu(cpu, private_irqs);
}

/* The operations where the program has entered at EL3. The boot CPU fills it in. */
static struct irqchip gicv2_from_el3;

static const struct irqchip *operations(void)
{
    if (!arch_el3_is_ours())
        return &gicv2;
    gicv2_secure_init(distributor, limit);
    gicv2_from_el3 = gicv2;
    gicv2_from_el3.init_cpu = init_cpu_from_el3;
    return &gicv2_from_el3;
}

static const struct irqchip *gicv2_probe(const struct fdt_device *device)
{
    distributor = device_map(device, 0);
    cpu_interface = device_map(device, 1);
    if (!distributor || !cpu_interface)
        return NULL;
    limit = gic_lines_limit(distributor);
    const struct irqchip *chip = operations();
    muster_mmio_write32(distributor + GICD_CTLR, 0); /* nothing is delivered while it changes */
    gic_lines_reset(distributor);
    muster_mmio_write32(distributor + GICD_CTLR, GICD_CTLR_ENABLE);
    return chip;
}
static const struct irqchip_driver gicv2_driver = {.probe = gicv2_probe};
/* The names that Linux knows GICv1 and GICv2 by (drivers/irqchip/irq-gic.c). */
DRIVER(arm11mp_gic, DRIVER_IRQCHIP, "arm,arm11mp-gic", &gicv2_driver);
DRIVER(arm1176jzf_devchip_gic, DRIVER_IRQCHIP, "arm,arm1176jzf-devchip-gic", &gicv2_driver);
DRIVER(eb11mp_gic, DRIVER_IRQCHIP, "arm,eb11mp-gic", &gicv2_driver);
DRIVER(pl390, DRIVER_IRQCHIP, "arm,pl390", &gicv2_driver);
DRIVER(cortex_a7_gic, DRIVER_IRQCHIP, "arm,cortex-a7-gic", &gicv2_driver);
DRIVER(cortex_a9_gic, DRIVER_IRQCHIP, "arm,cortex-a9-gic", &gicv2_driver);
DRIVER(msm_8660_qgic, DRIVER_IRQCHIP, "qcom,msm-8660-qgic", &gicv2_driver);
DRIVER(msm_qgic2, DRIVER_IRQCHIP, "qcom,msm-qgic2", &gicv2_driver);
DRIVER(cortex_a15_gic, DRIVER_IRQCHIP, "arm,cortex-a15-gic", &gicv2_driver);
DRIVER(gic_400, DRIVER_IRQCHIP, "arm,gic-400", &gicv2_driver);
