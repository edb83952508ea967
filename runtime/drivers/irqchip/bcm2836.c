/* SPDX-License-Identifier: MIT */
#include <muster/mmio.h>
#include <muster/percpu.h>
#include <muster/smp.h>

#include "arch/cpu.h"
#include "base/driver.h"
#include "devicetree/device.h"
#include "ipi/irqchip.h"

/*
 * Drives the interrupt controller of each core of BCM2836 and BCM2837 (Raspberry Pi 2 and 3).
 * Source: "BCM2836 ARM-local peripherals" (QA7), rev 3.4. It brings each core its own timers and
 * four mailboxes; mailbox 0 carries the interrupts from core to core, a bit each. Interrupts of
 * devices come through a second controller, which has no driver: there are no shared interrupts.
 *
 * The interrupt that the device tree calls n has number IRQ_FIRST_PRIVATE + n. There are neither
 * priorities nor triggers.
 */

#define CORES 4
#define TIMER_CONTROL 0x40   /* a word for each core: a bit enables the IRQ of a timer */
#define MAILBOX_CONTROL 0x50 /* a word for each core: bit 0 enables the IRQ of mailbox 0 */
#define MAILBOX_CONTROL_0 1u
#define PENDING 0x60 /* a word for each core: timers, mailboxes, and more */
#define PENDING_TIMERS 0xfu
#define PENDING_MAILBOX_0 (1u << 4)
#define MAILBOX_SET 0x80   /* 16 bytes for each core; a bit that is written as 1 becomes 1 */
#define MAILBOX_CLEAR 0xc0 /* the same, and becomes 0; reads as the mailbox */
#define MAILBOX_STRIDE 16
#define TIMERS 4
#define NONE_PENDING IRQ_NUMBER_MASK

static uintptr_t base;

/* The timers that the CPU has enabled, before a power-down state. Only the CPU itself uses it. */
static DEFINE_PER_CPU_UNCOPIED(uint32_t, saved_timers);

/* Returns the core's number in the controller's registers: Aff0 of its hardware id. */
static unsigned int core_of(uint64_t hwid)
{
    return hwid % CORES;
}

/* Returns a register of the calling core, of those that have a word for each. */
static uintptr_t own_word(unsigned int first)
{
    return base + first + 4 * core_of(arch_hwid());
}

static uintptr_t mailbox(unsigned int first, unsigned int core)
{
    return base + first + MAILBOX_STRIDE * core;
}

static uint32_t timer_bit(unsigned int irq)
{
    unsigned int timer = irq - IRQ_FIRST_PRIVATE;

    return timer < TIMERS ? UINT32_C(1) << timer : 0;
}

static bool bcm2836_init_cpu(unsigned int cpu, const struct private_irqs *private_irqs)
{
    (void)cpu;
    muster_mmio_write32(mailbox(MAILBOX_CLEAR, core_of(arch_hwid())), UINT32_MAX);
    muster_mmio_write32(own_word(TIMER_CONTROL),
                        private_irqs->enabled >> IRQ_FIRST_PRIVATE & PENDING_TIMERS);
    muster_mmio_write32(own_word(MAILBOX_CONTROL), MAILBOX_CONTROL_0);
    /* The reading comes back behind the writes. */
    return muster_mmio_read32(own_word(MAILBOX_CONTROL)) == MAILBOX_CONTROL_0;
}

static void bcm2836_exit_cpu(void)
{
    muster_mmio_write32(own_word(TIMER_CONTROL), 0);
    muster_mmio_write32(own_word(MAILBOX_CONTROL), 0);
    muster_mmio_read32(own_word(MAILBOX_CONTROL));
}

static void bcm2836_save_cpu(void)
{
    this_cpu_write(saved_timers, muster_mmio_read32(own_word(TIMER_CONTROL)));
}

static bool bcm2836_resume_cpu(void)
{
    muster_mmio_write32(own_word(TIMER_CONTROL), this_cpu_read(saved_timers));
    muster_mmio_write32(own_word(MAILBOX_CONTROL), MAILBOX_CONTROL_0);
    return true;
}

/* Takes the lowest bit out of the core's mailbox. The mailbox may have become empty. */
static uint32_t take_from_mailbox(void)
{
    uintptr_t clear = mailbox(MAILBOX_CLEAR, core_of(arch_hwid()));
    uint32_t bits = muster_mmio_read32(clear);

    if (!bits)
        return NONE_PENDING;
    muster_mmio_write32(clear, bits & -bits);
    /* The bit is cleared, then the handler reads what the sender wrote before it set the bit. A bit
     * that is set again from here on interrupts again. Partner: publish_stores(). */
    __atomic_thread_fence(__ATOMIC_SEQ_CST);
    return (uint32_t)__builtin_ctz(bits);
}

static uint32_t bcm2836_acknowledge(void)
{
    uint32_t pending = muster_mmio_read32(own_word(PENDING));

    if (pending & PENDING_MAILBOX_0)
        return take_from_mailbox();
    if (pending & PENDING_TIMERS)
        return IRQ_FIRST_PRIVATE + (uint32_t)__builtin_ctz(pending & PENDING_TIMERS);
    return NONE_PENDING;
}

/* Nothing is to be ended: a timer interrupts until its handler has set it anew. */
static void bcm2836_end(uint32_t token)
{
    (void)token;
}

/* Sets a bit of a core's mailbox. The caller has made its earlier stores visible. */
static void set_bit(unsigned int core, enum ipi ipi)
{
    muster_mmio_write32(mailbox(MAILBOX_SET, core), UINT32_C(1) << ipi);
}

/* Makes earlier stores visible before the device writes that follow; partner:
 * take_from_mailbox(). */
static void publish_stores(void)
{
    __atomic_thread_fence(__ATOMIC_SEQ_CST);
}

static void bcm2836_send(unsigned int cpu, enum ipi ipi)
{
    publish_stores();
    set_bit(core_of(cpu_logical_map(cpu)), ipi);
}

static void bcm2836_send_mask(const struct cpumask *mask, enum ipi ipi)
{
    unsigned int cpu;

    publish_stores();
    for_each_cpu (cpu, mask)
        set_bit(core_of(cpu_logical_map(cpu)), ipi);
}

/* A core that has not come up yet finds the bit in its mailbox, and clears it. */
static void bcm2836_send_all_others(enum ipi ipi)
{
    publish_stores();
    for (unsigned int core = 0; core < CORES; core++)
        if (core != core_of(arch_hwid()))
            set_bit(core, ipi);
}

static unsigned int bcm2836_limit(void)
{
    return IRQ_FIRST_SHARED;
}

static void bcm2836_enable(unsigned int irq)
{
    uintptr_t control = own_word(TIMER_CONTROL);

    muster_mmio_write32(control, muster_mmio_read32(control) | timer_bit(irq));
}

static bool bcm2836_disable(unsigned int irq)
{
    uintptr_t control = own_word(TIMER_CONTROL);

    muster_mmio_write32(control, muster_mmio_read32(control) & ~timer_bit(irq));
    muster_mmio_read32(control); /* the write has arrived */
    return true;
}

/* Does nothing: the interrupts are lines of the core's own timers, which no write raises. */
static void bcm2836_raise(unsigned int irq)
{
    (void)irq;
}

/* Does nothing: there are no priorities. */
static void bcm2836_set_priority(unsigned int irq, uint8_t priority)
{
    (void)irq;
    (void)priority;
}

/* Does nothing: each interrupt is a level. */
static void bcm2836_set_trigger(unsigned int irq, enum muster_irq_trigger trigger)
{
    (void)irq;
    (void)trigger;
}

/* prepare and route are for shared interrupts. */
static const struct irqchip bcm2836 = {
    .init_cpu = bcm2836_init_cpu,
    .exit_cpu = bcm2836_exit_cpu,
    .save_cpu = bcm2836_save_cpu,
    .resume_cpu = bcm2836_resume_cpu,
    .acknowledge = bcm2836_acknowledge,
    .end = bcm2836_end,
    .send = bcm2836_send,
    .send_mask = bcm2836_send_mask,
    .send_all_others = bcm2836_send_all_others,
    .limit = bcm2836_limit,
    .enable = bcm2836_enable,
    .disable = bcm2836_disable,
    .raise = bcm2836_raise,
    .set_priority = bcm2836_set_priority,
    .set_trigger = bcm2836_set_trigger,
};

static const struct irqchip *bcm2836_probe(const struct fdt_device *device)
{
    base = device_map(device, 0);
    return base ? &bcm2836 : NULL;
}
static const struct irqchip_driver bcm2836_driver = {.probe = bcm2836_probe,
                                                     .numbers_are_private = true};
DRIVER(bcm2836_l1_intc, DRIVER_IRQCHIP, "brcm,bcm2836-l1-intc", &bcm2836_driver);
