/* SPDX-License-Identifier: MIT */
#include <muster/console.h>
#include <muster/mmio.h>
#include <muster/percpu.h>
#include <muster/smp.h>

#include "arch/gicv3_cpu_interface.h"
#include "base/driver.h"
#include "devicetree/device.h"
#include "drivers/irqchip/gic_lines.h"
#include "drivers/irqchip/gicv3_redistributors.h"
#include "ipi/irqchip.h"

/* Drives the Arm Generic Interrupt Controller, architecture versions 3 and 4 (IHI 0069), in its
 * non-secure view: the distributor and the redistributors. The CPU interface is in system
 * registers, which the architecture accesses (arch_gicv3_*()). */

#define GICD_CTLR 0x0000
/* in a view with one security state, group 1 is bit 1 instead */
#define GICD_CTLR_ENABLE_GRP1 (1u << 0)
#define GICD_CTLR_ENABLE_GRP1A (1u << 1)
#define GICD_CTLR_ARE_NS (1u << 4)
#define GICD_CTLR_DS (1u << 6) /* one security state: group 0 belongs to this view as well */
#define GICD_CTLR_RWP (1u << 31)

#define GICD_IROUTER 0x6000

#define GICR_CTLR_RWP (1u << 3)
#define GICR_WAKER_PROCESSOR_SLEEP (1u << 1)
#define GICR_WAKER_CHILDREN_ASLEEP (1u << 2)
/* Offsets from the second frame. The driver keeps its address for each CPU. That frame has the
 * registers of the private interrupts, which most of a CPU's set-up writes. */
#define GICR_CTLR (-GICR_FRAME_BYTES + 0x0000)
#define GICR_WAKER (-GICR_FRAME_BYTES + 0x0014)
#define ALL_GROUP1 0xffffffffu
#define ALL_SGIS 0x0000ffffu
#define ALL_PPIS 0xffff0000u
#define PRIVATE_IRQS 32
/* one word holds the priorities of four interrupts */
#define DEFAULT_PRIORITIES (IRQ_PRIORITY_DEFAULT * 0x01010101u)
#define NMI_PRIORITY 0x00 /* the highest: the NMI interrupts the handler of any other interrupt */

/* How often a register is read until a write counts as lost. The architecture sets no limit; a
 * controller that works answers within microseconds. */
#define MAX_LOOKS 1000000

/* The boot CPU writes these in gicv3_probe(), before any other CPU is started. */
static uintptr_t distributor;
static unsigned int limit;
static bool has_nmi;

/* The address of the second frame of the CPU's redistributor. The boot CPU writes it before any
 * other CPU is started. */
static DEFINE_PER_CPU(uintptr_t, private_frame);
/* The CPU as arch_gicv3_send() wants it. Written by the boot CPU together with private_frame. */
static DEFINE_PER_CPU(uint64_t, sgi_target);

static void keep_redistributor(uint64_t hwid, uintptr_t frame)
{
    int cpu = get_logical_index(hwid);

    if (cpu < 0)
        return;
    per_cpu(private_frame, cpu) = frame;
    per_cpu(sgi_target, cpu) = arch_gicv3_target(hwid);
}

static bool has_finished(uintptr_t control, uint32_t in_progress)
{
    for (unsigned int looks = 0; looks < MAX_LOOKS; looks++)
        if (!(muster_mmio_read32(control) & in_progress))
            return true;
    return false;
}

static bool wake(uintptr_t frame)
{
    uintptr_t waker = frame + GICR_WAKER;

    muster_mmio_write32(waker, muster_mmio_read32(waker) & ~GICR_WAKER_PROCESSOR_SLEEP);
    return has_finished(waker, GICR_WAKER_CHILDREN_ASLEEP);
}

/* Sets up the CPU's private interrupts. A reset leaves most of these banked registers unknown. */
static void init_private_irqs(uintptr_t frame, uint32_t private_irqs)
{
    muster_mmio_write32(frame + GIC_ICENABLER, ALL_PPIS);
    muster_mmio_write32(frame + GIC_ICACTIVER, ALL_PPIS | ALL_SGIS);
    muster_mmio_write32(frame + GIC_IGROUPR, has_nmi ? ALL_GROUP1 & ~(1u << IPI_NMI) : ALL_GROUP1);
#pragma GCC unroll 8
    for (unsigned int irq = 0; irq < PRIVATE_IRQS; irq += 4)
        muster_mmio_write32(frame + GIC_IPRIORITYR + irq, DEFAULT_PRIORITIES);
    if (has_nmi)
        muster_mmio_write8(frame + GIC_IPRIORITYR + IPI_NMI, NMI_PRIORITY);
    muster_mmio_write32(frame + GIC_ISENABLER, ALL_SGIS | private_irqs);
    /* reading makes sure that the writes have arrived; the CPU looks for work after that */
    muster_mmio_read32(frame + GIC_ISENABLER);
}

static void enable_cpu_interface(void)
{
    arch_gicv3_cpu_enable();
    if (has_nmi)
        arch_gicv3_nmi_enable();
}

static bool gicv3_init_cpu(unsigned int cpu, uint32_t private_irqs)
{
    uintptr_t frame = this_cpu_read(private_frame);

    if (!frame || !wake(frame)) {
        console_printf("muster: gicv3: CPU %u (MPIDR 0x%lx) %s: it takes no interrupt\n", cpu,
                       (unsigned long)cpu_logical_map(cpu),
                       frame ? "has a redistributor that does not wake up"
                             : "has no redistributor");
        return false;
    }
    init_private_irqs(frame, private_irqs);
    enable_cpu_interface();
    return true;
}

static void gicv3_exit_cpu(void)
{
    arch_gicv3_cpu_disable();
    if (has_nmi)
        arch_gicv3_nmi_disable();
}

/* Sets up the CPU interface again after a power-down state, and wakes the redistributor's link to
 * it, which the firmware may have put to sleep (GICR_WAKER, IHI 0069 11.1). A link that stays
 * asleep is not reported. */
static void gicv3_resume_cpu(void)
{
    wake(this_cpu_read(private_frame));
    enable_cpu_interface();
}

/* ---- interrupts between CPUs ---------------------------------------------------------------- */

static void gicv3_send(unsigned int cpu, enum ipi ipi)
{
    arch_gicv3_send(per_cpu(sgi_target, cpu), ipi);
}

/* Sends an SGI to the CPUs of @p mask. One write of the register reaches all CPUs that follow each
 * other in the mask and differ only in the last bits of their target. */
static void gicv3_send_mask(const struct cpumask *mask, enum ipi ipi)
{
    uint64_t targets = 0;
    unsigned int cpu;

    for_each_cpu (cpu, mask) {
        uint64_t target = per_cpu(sgi_target, cpu);
        if (targets && (targets ^ target) >> ARCH_GICV3_LIST_BITS) {
            arch_gicv3_send(targets, ipi);
            targets = 0;
        }
        targets |= target;
    }
    if (targets)
        arch_gicv3_send(targets, ipi);
}

static void gicv3_send_all_others(enum ipi ipi)
{
    arch_gicv3_send_all_others(ipi);
}

static bool gicv3_send_nmi(unsigned int cpu)
{
    if (has_nmi)
        arch_gicv3_send_nmi(per_cpu(sgi_target, cpu), IPI_NMI);
    return has_nmi;
}

static bool gicv3_take_nmi(void)
{
    if (!has_nmi)
        return false;
    /* nothing else is in group 0, except an interrupt that was withdrawn */
    if (arch_gicv3_nmi_acknowledge() == IPI_NMI)
        arch_gicv3_nmi_end(IPI_NMI);
    return true;
}

/* ---- one interrupt -------------------------------------------------------------------------- */

/* Returns the frame that has the registers of an interrupt. For a private one it is the calling
 * CPU's. */
static uintptr_t base_of(unsigned int irq)
{
    return irq < IRQ_FIRST_SHARED ? this_cpu_read(private_frame) : distributor;
}

static unsigned int gicv3_limit(void)
{
    return limit;
}

static void gicv3_prepare(unsigned int irq)
{
    gic_lines_prepare(distributor, irq, 1);
}

static void gicv3_enable(unsigned int irq)
{
    gic_lines_write_bit(base_of(irq), GIC_ISENABLER, irq);
}

static bool gicv3_disable(unsigned int irq)
{
    gic_lines_write_bit(base_of(irq), GIC_ICENABLER, irq);
    return irq < IRQ_FIRST_SHARED
               ? has_finished(this_cpu_read(private_frame) + GICR_CTLR, GICR_CTLR_RWP)
               : has_finished(distributor + GICD_CTLR, GICD_CTLR_RWP);
}

static void gicv3_raise(unsigned int irq)
{
    gic_lines_write_bit(base_of(irq), GIC_ISPENDR, irq);
}

static void gicv3_set_priority(unsigned int irq, uint8_t priority)
{
    gic_lines_set_priority(base_of(irq), irq, priority);
}

static void gicv3_set_trigger(unsigned int irq, enum muster_irq_trigger trigger)
{
    gic_lines_set_trigger(distributor, irq, trigger);
}

/* Routes a shared interrupt to @p cpu. The register has the affinity in the form of MPIDR (IHI 0069
 * 12.9.22). */
static void gicv3_route(unsigned int irq, unsigned int cpu)
{
    muster_mmio_write64(distributor + GICD_IROUTER + 8 * (uintptr_t)irq, cpu_logical_map(cpu));
}

static const struct irqchip gicv3 = {
    .init_cpu = gicv3_init_cpu,
    .exit_cpu = gicv3_exit_cpu,
    .resume_cpu = gicv3_resume_cpu,
    .acknowledge = arch_gicv3_acknowledge, /* numbers beyond 10 bits are enabled nowhere */
    .end = arch_gicv3_end,
    .send = gicv3_send,
    .send_mask = gicv3_send_mask,
    .send_all_others = gicv3_send_all_others,
    .limit = gicv3_limit,
    .prepare = gicv3_prepare,
    .enable = gicv3_enable,
    .disable = gicv3_disable,
    .raise = gicv3_raise,
    .set_priority = gicv3_set_priority,
    .set_trigger = gicv3_set_trigger,
    .route = gicv3_route,
    .send_nmi = gicv3_send_nmi,
    .take_nmi = gicv3_take_nmi,
};

/* ---- the machine ---------------------------------------------------------------------------- */

static bool enable_distributor(void)
{
    gic_lines_reset(distributor);
    if (!has_finished(distributor + GICD_CTLR, GICD_CTLR_RWP))
        return false;
    has_nmi = muster_mmio_read32(distributor + GICD_CTLR) & GICD_CTLR_DS && arch_gicv3_has_group0();
    muster_mmio_write32(distributor + GICD_CTLR, GICD_CTLR_ARE_NS | GICD_CTLR_ENABLE_GRP1A |
                                                     GICD_CTLR_ENABLE_GRP1 |
                                                     (has_nmi ? GICD_CTLR_DS : 0));
    return has_finished(distributor + GICD_CTLR, GICD_CTLR_RWP);
}

static const struct irqchip *gicv3_probe(const struct fdt_device *device)
{
    distributor = device_map(device, 0);
    if (!distributor)
        return NULL;
    if (!arch_gicv3_available()) {
        console_printf("muster: gicv3: the CPU has no system registers for it, or they are "
                       "disabled above EL1\n");
        return NULL;
    }
    limit = gic_lines_limit(distributor);
    if (!enable_distributor()) {
        console_printf("muster: gicv3: the distributor does not finish a write\n");
        return NULL;
    }
    gicv3_find_redistributors(device, keep_redistributor);
    return &gicv3;
}
static const struct irqchip_driver gicv3_driver = {gicv3_probe};
DRIVER(gic_v3, DRIVER_IRQCHIP, "arm,gic-v3", &gicv3_driver);
