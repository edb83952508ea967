/* SPDX-License-Identifier: MIT */
#include <muster/console.h>
#include <muster/percpu.h>

#include "../../device.h"
#include "../../irqchip.h"
#include "../../mmio.h"

/* Arm Generic Interrupt Controller, architecture version 2 (IHI 0048), non-secure view. */

#define GICD_CTLR 0x000
#define GICD_CTLR_ENABLE 1u
#define GICD_ISENABLER0 0x100
#define GICD_ICENABLER0 0x180
#define GICD_ITARGETSR0 0x800
#define GICD_SGIR 0xf00
#define GICD_SGIR_TARGETS_SHIFT 16
#define GICD_SGIR_ALL_OTHERS (1u << 24)
#define GICC_CTLR 0x00
#define GICC_CTLR_ENABLE 1u
#define GICC_PMR 0x04
#define GICC_PMR_ALL 0xff
#define GICC_IAR 0x0c
#define GICC_EOIR 0x10
#define IAR_INTID_MASK 0x3ff
#define FIRST_SPECIAL_INTID 1020
#define ALL_SGIS 0x0000ffffu
#define ALL_PPIS 0xffff0000u

static uintptr_t distributor, cpu_interface;

/* The CPU's interface as a bit; written by the CPU, read by others once it is up. */
static DEFINE_PER_CPU(uint8_t, interface_bit);

static bool gicv2_init_cpu(unsigned int cpu)
{
    (void)cpu;
    /* Banked: what a CPU reads of its own interrupts' targets is itself (IHI 0048 4.3.12). */
    this_cpu_write(interface_bit, (uint8_t)mmio_read32(distributor + GICD_ITARGETSR0));
    mmio_write32(distributor + GICD_ICENABLER0, ALL_PPIS);
    mmio_write32(distributor + GICD_ISENABLER0, ALL_SGIS);
    mmio_write32(cpu_interface + GICC_PMR, GICC_PMR_ALL);
    mmio_write32(cpu_interface + GICC_CTLR, GICC_CTLR_ENABLE);
    /* Read back: it has arrived. The CPU looks for work after that. */
    return mmio_read32(cpu_interface + GICC_CTLR) & GICC_CTLR_ENABLE;
}

static bool gicv2_acknowledge(uint32_t *intid, uint32_t *token)
{
    *token = mmio_read32(cpu_interface + GICC_IAR); /* holds an SGI's sender as well */
    *intid = *token & IAR_INTID_MASK;
    return *intid < FIRST_SPECIAL_INTID;
}

static void gicv2_end(uint32_t token)
{
    mmio_write32(cpu_interface + GICC_EOIR, token);
}

static void gicv2_exit_cpu(void)
{
    mmio_write32(cpu_interface + GICC_CTLR, 0);
}

/* The CPU interface; the distributor, which holds what is enabled and pending, is not the CPU's. */
static void gicv2_resume_cpu(void)
{
    mmio_write32(cpu_interface + GICC_PMR, GICC_PMR_ALL);
    mmio_write32(cpu_interface + GICC_CTLR, GICC_CTLR_ENABLE);
}

static void gicv2_send(unsigned int cpu, enum ipi ipi)
{
    __atomic_thread_fence(__ATOMIC_SEQ_CST); /* as below */
    mmio_write32(distributor + GICD_SGIR,
                 (uint32_t)per_cpu(interface_bit, cpu) << GICD_SGIR_TARGETS_SHIFT | ipi);
}

static void gicv2_send_all_others(enum ipi ipi)
{
    /* Ordinary stores are visible before the device write: DMB reaches all observers it needs. */
    __atomic_thread_fence(__ATOMIC_SEQ_CST);
    mmio_write32(distributor + GICD_SGIR, GICD_SGIR_ALL_OTHERS | ipi);
}

static const struct irqchip gicv2 = {
    .init_cpu = gicv2_init_cpu,
    .exit_cpu = gicv2_exit_cpu,
    .resume_cpu = gicv2_resume_cpu,
    .acknowledge = gicv2_acknowledge,
    .end = gicv2_end,
    .send = gicv2_send,
    .send_all_others = gicv2_send_all_others,
};

static const struct irqchip *gicv2_probe(const struct fdt_device *device)
{
    distributor = device_map(device, 0);
    cpu_interface = device_map(device, 1);
    if (!distributor || !cpu_interface)
        return NULL;
    mmio_write32(distributor + GICD_CTLR, GICD_CTLR_ENABLE);
    return &gicv2;
}
IRQCHIP_DRIVER(cortex_a15_gic, "arm,cortex-a15-gic", gicv2_probe);
IRQCHIP_DRIVER(gic_400, "arm,gic-400", gicv2_probe);
