/* SPDX-License-Identifier: MIT */
#include "pl031.h"

#include <errno.h>

#include <libfdt.h>

#include <muster/clock.h>
#include <muster/console.h>
#include <muster/fdt.h>
#include <muster/irq.h>
#include <muster/machine.h>
#include <muster/mmio.h>
#include <muster/smp.h>

/* Registers, and the one bit of each that is used (Arm DDI 0224, 3.3). */
#define DR 0x00   /* the time, in seconds */
#define MR 0x04   /* the time of the alarm */
#define IMSC 0x10 /* 1: the interrupt is let through */
#define RIS 0x14  /* 1: the alarm has rung */
#define MIS 0x18  /* 1: it has rung, and the interrupt is let through */
#define ICR 0x1c  /* written 1: the interrupt is cleared */
#define BYTES 0x1000

/* Before the interrupts that have no priority of their own. */
#define PRIORITY 0x40

static uint32_t read_register(const struct pl031 *clock, uintptr_t offset)
{
    return muster_mmio_read32(clock->base + offset);
}

static void write_register(const struct pl031 *clock, uintptr_t offset, uint32_t value)
{
    muster_mmio_write32(clock->base + offset, value);
}

/* Handles the interrupt, which stays asserted until the clock is told. */
static bool handle(unsigned int irq, void *argument)
{
    struct pl031 *clock = argument;

    if (!(read_register(clock, MIS) & 1))
        return false;
    spin_lock(&clock->lock);
    write_register(clock, IMSC, 0);
    write_register(clock, ICR, 1);
    clock->is_set = false;
    clock->rang_ns = muster_clock_ns();
    spin_unlock(&clock->lock);
    console_printf("alarm: interrupt %u on CPU %u\n", irq, smp_processor_id());
    return true;
}

/* Returns the address in the first range of the node's `reg`, or 0. */
static uintptr_t registers_of(int node)
{
    const void *fdt = muster_fdt();
    int cells = fdt_address_cells(fdt, fdt_parent_offset(fdt, node)), bytes;
    const fdt32_t *reg = fdt_getprop(fdt, node, "reg", &bytes);
    uint64_t address = 0;

    if (!reg || cells < 1 || cells > 2 || bytes < cells * (int)sizeof(*reg))
        return 0;
    for (int cell = 0; cell < cells; cell++)
        address = address << 32 | fdt32_to_cpu(reg[cell]);
    return address;
}

/* Lets the interrupt in, as the device tree describes it. */
static int begin_interrupt(struct pl031 *clock, enum muster_irq_trigger trigger)
{
    int error = muster_irq_request(clock->irq, handle, clock, "alarm");

    if (error)
        return error;
    /* A request enables it; a trigger is set while the interrupt is disabled. */
    error = muster_irq_disable(clock->irq);
    if (!error)
        error = muster_irq_set_trigger(clock->irq, trigger);
    if (!error)
        error = muster_irq_set_priority(clock->irq, PRIORITY);
    return error ? error : muster_irq_enable(clock->irq);
}

int pl031_begin(struct pl031 *clock)
{
    enum muster_irq_trigger trigger;
    int node = fdt_node_offset_by_compatible(muster_fdt(), -1, "arm,pl031");
    int irq = node < 0 ? -ENOENT : muster_irq_from_fdt(node, 0, &trigger);

    if (irq < 0)
        return irq;
    *clock = (struct pl031){.base = registers_of(node), .irq = (unsigned int)irq};
    spin_lock_init(&clock->lock);
    int error = muster_map_device(clock->base, BYTES);
    if (error)
        return error;
    write_register(clock, IMSC, 0);
    write_register(clock, ICR, 1);
    return begin_interrupt(clock, trigger);
}

void pl031_set_alarm(struct pl031 *clock, uint32_t seconds)
{
    uint64_t flags;
    uint32_t time;

    spin_lock_irqsave(&clock->lock, flags);
    clock->is_set = true;
    /* If the time of the alarm passes before the clock knows of it, the alarm does not ring. */
    do {
        time = read_register(clock, DR) + seconds;
        write_register(clock, MR, time);
    } while ((int32_t)(time - read_register(clock, DR)) <= 0 && !(read_register(clock, RIS) & 1));
    write_register(clock, IMSC, 1);
    spin_unlock_irqrestore(&clock->lock, flags);
}

bool pl031_has_rung(struct pl031 *clock)
{
    uint64_t flags;

    spin_lock_irqsave(&clock->lock, flags);
    bool has_rung = !clock->is_set && clock->rang_ns != 0;
    spin_unlock_irqrestore(&clock->lock, flags);
    return has_rung;
}

int pl031_end(struct pl031 *clock)
{
    write_register(clock, IMSC, 0);
    return muster_irq_free(clock->irq);
}
