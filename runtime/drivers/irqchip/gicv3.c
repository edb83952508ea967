/* SPDX-License-Identifier: MIT */
#include <libfdt.h>

#include <muster/console.h>
#include <muster/percpu.h>
#include <muster/smp.h>

#include "../../arch.h"
#include "../../device.h"
#include "../../fdt_lookup.h"
#include "../../irqchip.h"
#include "../../mmio.h"

/* Arm Generic Interrupt Controller, architecture version 3 and 4 (IHI 0069), non-secure view:
 * the distributor and the redistributors. The CPU interface is in system registers (arch.h). */

#define GICD_CTLR 0x0000
#define GICD_CTLR_ENABLE_GRP1 (1u << 0) /* group 1 of a view with one security state: bit 1 */
#define GICD_CTLR_ENABLE_GRP1A (1u << 1)
#define GICD_CTLR_ARE_NS (1u << 4)
#define GICD_CTLR_RWP (1u << 31)

#define GICR_TYPER 0x0008
#define GICR_TYPER_LAST (UINT64_C(1) << 4)
#define GICR_TYPER_VLPIS (UINT64_C(1) << 1)
#define GICR_TYPER_AFFINITY_SHIFT 32
#define GICR_WAKER 0x0014
#define GICR_WAKER_PROCESSOR_SLEEP (1u << 1)
#define GICR_WAKER_CHILDREN_ASLEEP (1u << 2)
#define GICR_FRAME_BYTES 0x10000 /* a redistributor has two, with virtual LPIs four */
#define GICR_SGI_FRAME GICR_FRAME_BYTES
#define GICR_IGROUPR0 (GICR_SGI_FRAME + 0x0080)
#define GICR_ISENABLER0 (GICR_SGI_FRAME + 0x0100)
#define GICR_ICENABLER0 (GICR_SGI_FRAME + 0x0180)
#define ALL_GROUP1 0xffffffffu
#define ALL_SGIS 0x0000ffffu
#define ALL_PPIS 0xffff0000u
#define FIRST_SPECIAL_INTID 1020
#define LAST_SPECIAL_INTID 1023

/* The architecture sets no limit; a controller that is alive answers within microseconds. */
#define MAX_LOOKS 1000000

/* The CPU's redistributor; written by the boot CPU before any other CPU is started. */
static DEFINE_PER_CPU(uintptr_t, redistributor);

/* GICR_TYPER holds Aff3.Aff2.Aff1.Aff0 in one word; MPIDR has Aff3 from bit 32 on. */
static uint64_t hwid_of_typer(uint64_t typer)
{
    uint64_t affinity = typer >> GICR_TYPER_AFFINITY_SHIFT;
    return (affinity & 0xffffff) | (affinity >> 24) << 32;
}

/* Every redistributor of a region to the CPU that it is for. */
static void find_redistributors(uintptr_t region, uint64_t region_bytes, uint64_t stride_bytes)
{
    for (uint64_t offset = 0; offset + 2 * GICR_FRAME_BYTES <= region_bytes;) {
        uint64_t typer = mmio_read64(region + offset + GICR_TYPER);
        int cpu = get_logical_index(hwid_of_typer(typer));
        if (cpu >= 0)
            per_cpu(redistributor, cpu) = region + offset;
        if (typer & GICR_TYPER_LAST)
            return;
        if (stride_bytes)
            offset += stride_bytes;
        else
            offset += (typer & GICR_TYPER_VLPIS ? 4 : 2) * GICR_FRAME_BYTES;
    }
}

static bool wake(uintptr_t base)
{
    mmio_write32(base + GICR_WAKER, mmio_read32(base + GICR_WAKER) & ~GICR_WAKER_PROCESSOR_SLEEP);
    for (unsigned int looks = 0; looks < MAX_LOOKS; looks++)
        if (!(mmio_read32(base + GICR_WAKER) & GICR_WAKER_CHILDREN_ASLEEP))
            return true;
    return false;
}

static bool gicv3_init_cpu(unsigned int cpu)
{
    uintptr_t base = this_cpu_read(redistributor);

    if (!base || !wake(base)) {
        console_printf("muster: gicv3: CPU %u (MPIDR 0x%lx) %s: it takes no interrupt\n", cpu,
                       (unsigned long)cpu_logical_map(cpu),
                       base ? "has a redistributor that does not wake up" : "has no redistributor");
        return false;
    }
    mmio_write32(base + GICR_IGROUPR0, ALL_GROUP1);
    mmio_write32(base + GICR_ICENABLER0, ALL_PPIS);
    mmio_write32(base + GICR_ISENABLER0, ALL_SGIS);
    mmio_read32(base + GICR_ISENABLER0); /* they have arrived; the CPU looks for work after that */
    arch_gicv3_cpu_enable();
    return true;
}

/* The CPU interface, and the redistributor's link to it, which the firmware may have put to sleep
 * (GICR_WAKER, IHI 0069 11.1). Of one that stays asleep nobody is told. */
static void gicv3_resume_cpu(void)
{
    wake(this_cpu_read(redistributor));
    arch_gicv3_cpu_enable();
}

static bool gicv3_acknowledge(uint32_t *intid, uint32_t *token)
{
    *token = *intid = arch_gicv3_acknowledge();
    return *intid < FIRST_SPECIAL_INTID || *intid > LAST_SPECIAL_INTID;
}

static void gicv3_send(unsigned int cpu, enum ipi ipi)
{
    arch_gicv3_send(cpu_logical_map(cpu), ipi);
}

static void gicv3_send_all_others(enum ipi ipi)
{
    arch_gicv3_send_all_others(ipi);
}

static const struct irqchip gicv3 = {
    .init_cpu = gicv3_init_cpu,
    .exit_cpu = arch_gicv3_cpu_disable,
    .resume_cpu = gicv3_resume_cpu,
    .acknowledge = gicv3_acknowledge,
    .end = arch_gicv3_end,
    .send = gicv3_send,
    .send_all_others = gicv3_send_all_others,
};

static uint32_t property_u32(const struct fdt_device *device, const char *name, uint32_t fallback)
{
    size_t bytes;
    const fdt32_t *value = fdt_lookup(device->node_offset, name, &bytes);
    return value && bytes == sizeof(*value) ? fdt32_to_cpu(*value) : fallback;
}

static bool enable_distributor(uintptr_t distributor)
{
    mmio_write32(distributor + GICD_CTLR,
                 GICD_CTLR_ARE_NS | GICD_CTLR_ENABLE_GRP1A | GICD_CTLR_ENABLE_GRP1);
    for (unsigned int looks = 0; looks < MAX_LOOKS; looks++)
        if (!(mmio_read32(distributor + GICD_CTLR) & GICD_CTLR_RWP))
            return true;
    return false;
}

static const struct irqchip *gicv3_probe(const struct fdt_device *device)
{
    uint32_t regions = property_u32(device, "#redistributor-regions", 1);
    uint32_t stride_bytes = property_u32(device, "redistributor-stride", 0);
    uintptr_t distributor = device_map(device, 0);

    if (!distributor)
        return NULL;
    if (!arch_gicv3_available()) {
        console_printf("muster: gicv3: the CPU has no system registers for it, or they are "
                       "disabled above EL1\n");
        return NULL;
    }
    if (!enable_distributor(distributor)) {
        console_printf("muster: gicv3: the distributor does not finish a write\n");
        return NULL;
    }
    for (uint32_t region = 1; region <= regions; region++) {
        uint64_t pa, size_bytes;
        uintptr_t base = device_map(device, region);
        if (base && device_reg(device, region, &pa, &size_bytes) == 0)
            find_redistributors(base, size_bytes, stride_bytes);
    }
    return &gicv3;
}
IRQCHIP_DRIVER(gic_v3, "arm,gic-v3", gicv3_probe);
