/* SPDX-License-Identifier: MIT */
#include <muster/console.h>
#include <muster/mmio.h>
#include <muster/percpu.h>
#include <muster/smp.h>

#include "arch/el3.h"
#include "arch/gicv3_cpu_interface.h"
#include "base/driver.h"
#include "devicetree/device.h"
#include "drivers/irqchip/gic_lines.h"
#include "drivers/irqchip/gic_private.h"
#include "drivers/irqchip/gic_secure.h"
#include "drivers/irqchip/gicv3_extended.h"
#include "drivers/irqchip/gicv3_redistributors.h"
#include "drivers/irqchip/gicv3_wait.h"
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

#define GICD_IROUTER 0x6000

#define GICD_CTLR_GROUPS (GICD_CTLR_ENABLE_GRP1 | GICD_CTLR_ENABLE_GRP1A)

#define GICR_CTLR_ENABLE_LPIS (1u << 0)
#define GICR_PENDBASER_ADDRESS UINT64_C(0x000fffffffff0000)
#define GICR_WAKER_PROCESSOR_SLEEP (1u << 1)
#define GICR_WAKER_CHILDREN_ASLEEP (1u << 2)
/* Offsets from the second frame. The driver keeps its address for each CPU. That frame has the
 * registers of the private interrupts, which most of a CPU's set-up writes. */
#define GICR_WAKER (-GICR_FRAME_BYTES + 0x0014)
#define GICR_PENDBASER (-GICR_FRAME_BYTES + 0x0078)
#define ALL_GROUP1 0xffffffffu
#define FIRST_LPI 8192
#define NO_IRQ 1023
#define NMI_PRIORITY 0x00 /* the highest: the NMI interrupts the handler of any other interrupt */

/* The boot CPU writes these in gicv3_probe(), before any other CPU is started. */
static uintptr_t distributor;
static unsigned int limit;
static bool has_nmi;
/* The most words of extended private interrupts that a redistributor has. Where there are fewer,
 * the registers ignore writes. */
static unsigned int extended_words;
/* An earlier stage has left LPIs enabled on some CPU. */
static bool lpis_were_enabled;
/* The program has entered at EL3, and the secure side of each CPU is still to be set up. */
static bool secure_is_to_do;

/* The address of the second frame of the CPU's redistributor. The boot CPU writes it before any
 * other CPU is started. */
static DEFINE_PER_CPU(uintptr_t, private_frame);
/* The CPU as arch_gicv3_send() wants it. Written by the boot CPU together with private_frame. */
static DEFINE_PER_CPU(uint64_t, sgi_target);
/* What the CPU has saved before a power-down state. Only the CPU itself uses it. */
static DEFINE_PER_CPU_UNCOPIED(struct gic_private_state, saved);

static void keep_redistributor(uint64_t hwid, uintptr_t frame)
{
    int cpu = get_logical_index(hwid);

    if (cpu < 0)
        return;
    per_cpu(private_frame, cpu) = frame;
    per_cpu(sgi_target, cpu) = arch_gicv3_target(hwid);
    unsigned int words = gicv3_extended_private_words(frame);
    if (words > extended_words)
        extended_words = words;
    if (muster_mmio_read32(frame + GICR_CTLR) & GICR_CTLR_ENABLE_LPIS)
        lpis_were_enabled = true;
}

static inline bool wake(uintptr_t frame)
{
    uintptr_t waker = frame + GICR_WAKER;
    uint32_t value = muster_mmio_read32(waker);

    if (!(value & (GICR_WAKER_PROCESSOR_SLEEP | GICR_WAKER_CHILDREN_ASLEEP)))
        return true;
    muster_mmio_write32(waker, value & ~GICR_WAKER_PROCESSOR_SLEEP);
    return gicv3_finishes(waker, GICR_WAKER_CHILDREN_ASLEEP);
}

/* Disables LPIs, which an earlier stage has left enabled. The architecture lets a redistributor
 * keep them enabled until reset. Then it goes on using the tables of the earlier stage, and
 * acknowledge_no_lpi() drops what comes. */
static void disable_lpis(uintptr_t frame)
{
    uintptr_t control = frame + GICR_CTLR;
    unsigned int cpu = smp_processor_id();

    muster_mmio_write32(control, muster_mmio_read32(control) & ~GICR_CTLR_ENABLE_LPIS);
    if (gicv3_has_finished(control, GICR_CTLR_RWP | GICR_CTLR_ENABLE_LPIS))
        return;
    console_printf(
        "muster: gicv3: CPU %u (MPIDR 0x%lx): LPIs are enabled, and cannot be disabled: "
        "its redistributor may write to the pending table at 0x%lx\n",
        cpu, (unsigned long)cpu_logical_map(cpu),
        (unsigned long)(muster_mmio_read64(frame + GICR_PENDBASER) & GICR_PENDBASER_ADDRESS));
}

/* Disables the CPU's private interrupts and its LPIs, and returns when that has taken effect: then
 * the private interrupts may be set up (IHI 0069 12.11.2). */
static inline bool disable_private_irqs(uintptr_t frame)
{
    uintptr_t control = frame + GICR_CTLR;

    gic_private_disable(frame);
    uint32_t value = muster_mmio_read32(control);
    if (!(value & (GICR_CTLR_RWP | GICR_CTLR_ENABLE_LPIS)))
        return true;
    if (!gicv3_finishes(control, GICR_CTLR_RWP))
        return false;
    if (value & GICR_CTLR_ENABLE_LPIS)
        disable_lpis(frame);
    return true;
}

/* Prints why the calling CPU takes no interrupt. Returns false. */
static __attribute__((noinline, cold)) bool refuse(const char *why)
{
    unsigned int cpu = smp_processor_id();

    console_printf("muster: gicv3: CPU %u (MPIDR 0x%lx) %s: it takes no interrupt\n", cpu,
                   (unsigned long)cpu_logical_map(cpu), why);
    return false;
}

/* Sets up the CPU's redistributor and CPU interface. A reset leaves most registers unknown. */
static bool gicv3_init_cpu(unsigned int cpu, const struct private_irqs *private_irqs)
{
    uintptr_t frame = this_cpu_read(private_frame);
    const bool with_nmi = has_nmi;

    (void)cpu;
    if (!frame)
        return refuse("has no redistributor");
    if (!wake(frame) || !disable_private_irqs(frame))
        return refuse("has a redistributor that does not wake up, or does not finish a write");
    gic_private_init(frame, with_nmi ? ALL_GROUP1 & ~(1u << IPI_NMI) : ALL_GROUP1,
                     private_irqs->edge);
    if (with_nmi)
        muster_mmio_write8(frame + GIC_IPRIORITYR + IPI_NMI, NMI_PRIORITY);
    gic_private_enable(frame, GIC_ALL_SGIS | private_irqs->enabled);
    return arch_gicv3_cpu_enable(with_nmi) ||
           refuse("has system registers for the controller that are disabled above EL1");
}

static void gicv3_exit_cpu(void)
{
    arch_gicv3_cpu_disable();
    if (has_nmi)
        arch_gicv3_nmi_disable();
}

static void gicv3_save_cpu(void)
{
    gic_private_save(this_cpu_read(private_frame), this_cpu_ptr(&saved));
}

/* Sets up the CPU interface and the redistributor again, which lose power with the CPU on some
 * machines. The firmware may also have put the link between the two to sleep (GICR_WAKER, IHI 0069
 * 11.1). A redistributor that does not answer in time is not reported. */
static bool gicv3_resume_cpu(void)
{
    uintptr_t frame = this_cpu_read(private_frame);

    wake(frame);
    disable_private_irqs(frame);
    gic_private_restore(frame, this_cpu_ptr(&saved));
    arch_gicv3_cpu_enable(has_nmi);
    return muster_mmio_read32(distributor + GICD_CTLR) & GICD_CTLR_GROUPS;
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
               ? gicv3_has_finished(this_cpu_read(private_frame) + GICR_CTLR, GICR_CTLR_RWP)
               : gicv3_has_finished(distributor + GICD_CTLR, GICD_CTLR_RWP);
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
    gic_lines_set_trigger(base_of(irq), irq, trigger);
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
    .save_cpu = gicv3_save_cpu,
    .resume_cpu = gicv3_resume_cpu,
    .acknowledge = arch_gicv3_acknowledge, /* numbers beyond 10 bits: acknowledge_no_lpi() */
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

/* Takes an interrupt where LPIs may still be enabled. An LPI has no handler: it is ended, and none
 * was pending. Its number has more than the bits of IRQ_NUMBER_MASK. */
static uint32_t acknowledge_no_lpi(void)
{
    uint32_t intid = arch_gicv3_acknowledge();

    if (intid < FIRST_LPI)
        return intid;
    arch_gicv3_end(intid);
    return NO_IRQ;
}

static bool init_cpu_with_more(unsigned int cpu, const struct private_irqs *private_irqs)
{
    uintptr_t frame = this_cpu_read(private_frame);

    if (secure_is_to_do && frame && !gicv3_secure_init_cpu(frame))
        return refuse("has a redistributor that does not wake up");
    if (!gicv3_init_cpu(cpu, private_irqs))
        return false;
    gicv3_extended_silence(this_cpu_read(private_frame), extended_words);
    return true;
}

static bool resume_cpu_with_extended(void)
{
    bool is_kept = gicv3_resume_cpu();

    gicv3_extended_silence(this_cpu_read(private_frame), extended_words);
    return is_kept;
}

/* The operations where there is more to do than on most machines. The boot CPU fills it in. */
static struct irqchip gicv3_with_more;

static const struct irqchip *operations(void)
{
    if (!lpis_were_enabled && !extended_words && !secure_is_to_do)
        return &gicv3;
    gicv3_with_more = gicv3;
    if (lpis_were_enabled)
        gicv3_with_more.acknowledge = acknowledge_no_lpi;
    if (extended_words || secure_is_to_do)
        gicv3_with_more.init_cpu = init_cpu_with_more;
    if (extended_words)
        gicv3_with_more.resume_cpu = resume_cpu_with_extended;
    return &gicv3_with_more;
}

/* ---- the machine ---------------------------------------------------------------------------- */

/* Sets up the distributor. Affinity routing changes only while all groups are disabled, and the
 * shared interrupts only then, too (IHI 0069 12.9.4). */
static bool enable_distributor(void)
{
    uintptr_t control = distributor + GICD_CTLR;
    uint32_t before = muster_mmio_read32(control);

    muster_mmio_write32(control, before & ~(GICD_CTLR_GROUPS | GICD_CTLR_RWP));
    if (!gicv3_has_finished(control, GICD_CTLR_RWP))
        return false;
    gic_lines_reset(distributor);
    gicv3_extended_reset(distributor);
    if (!gicv3_has_finished(control, GICD_CTLR_RWP))
        return false;
    has_nmi = before & GICD_CTLR_DS && arch_gicv3_has_group0();
    muster_mmio_write32(control, GICD_CTLR_ARE_NS | GICD_CTLR_GROUPS | (before & GICD_CTLR_DS));
    return gicv3_has_finished(control, GICD_CTLR_RWP);
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
    int secure = arch_el3_is_ours() ? gicv3_secure_init(distributor, limit) : 0;
    secure_is_to_do = secure > 0;
    if (secure < 0 || !enable_distributor()) {
        console_printf("muster: gicv3: the distributor does not finish a write\n");
        return NULL;
    }
    gicv3_find_redistributors(device, keep_redistributor);
    return operations();
}
static const struct irqchip_driver gicv3_driver = {.probe = gicv3_probe};
DRIVER(gic_v3, DRIVER_IRQCHIP, "arm,gic-v3", &gicv3_driver);
