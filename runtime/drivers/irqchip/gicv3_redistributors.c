/* SPDX-License-Identifier: MIT */
/* Walks over the redistributors of a GICv3; see gicv3_redistributors.h. */
#include "drivers/irqchip/gicv3_redistributors.h"

#include <errno.h>
#include <stdbool.h>
#include <stddef.h>

#include <muster/console.h>
#include <muster/mmio.h>

#include "arch/mmu.h"
#include "devicetree/device.h"
#include "devicetree/fdt_lookup.h"
#include "devicetree/fdt_read.h"

#define GICR_TYPER 0x0008
#define GICR_TYPER_LAST (UINT64_C(1) << 4)
#define GICR_TYPER_VLPIS (UINT64_C(1) << 1)
#define GICR_TYPER_AFFINITY_SHIFT 32
#define GICR_PIDR2 0xffe8
#define GICR_PIDR2_ARCH_SHIFT 4
#define GICR_PIDR2_ARCH_MASK 0xfu
#define ARCH_GICV3 3
#define ARCH_GICV4 4

/* The most regions that the binding allows (arm,gic-v3.yaml). */
#define MAX_REGIONS 4096u

/* The redistributors that follow each other without a gap, from one entry of the node's reg. */
struct region {
    uintptr_t base;
    uint64_t size_bytes;
    uint64_t stride_bytes; /* 0: GICR_TYPER says how many frames each redistributor has */
};

/* Returns the hardware id in @p typer. GICR_TYPER holds Aff3.Aff2.Aff1.Aff0 in one word; a hardware
 * id has Aff3 from bit 32 on. */
static uint64_t hwid_of_typer(uint64_t typer)
{
    uint64_t affinity = typer >> GICR_TYPER_AFFINITY_SHIFT;
    return (affinity & 0xffffff) | (affinity >> 24) << 32;
}

/* Returns true if the bus answers at @p frame, and the frame says that it is a redistributor. */
static bool is_redistributor(uintptr_t frame)
{
    uint32_t pidr2;

    if (!arch_probe_u32(frame + GICR_PIDR2, &pidr2))
        return false;
    uint32_t version = pidr2 >> GICR_PIDR2_ARCH_SHIFT & GICR_PIDR2_ARCH_MASK;
    return version == ARCH_GICV3 || version == ARCH_GICV4;
}

static uint64_t bytes_of(const struct region *region, uint64_t typer)
{
    if (region->stride_bytes)
        return region->stride_bytes;
    return (typer & GICR_TYPER_VLPIS ? 4 : 2) * GICR_FRAME_BYTES;
}

static void walk(const struct region *region, void (*found)(uint64_t hwid, uintptr_t private_frame))
{
    uintptr_t frame = region->base;
    uint64_t left_bytes = region->size_bytes, typer, bytes;

    for (; left_bytes >= 2 * GICR_FRAME_BYTES; frame += bytes, left_bytes -= bytes) {
        if (!is_redistributor(frame)) {
            console_printf("muster: gicv3: no redistributor at 0x%lx: nothing behind it in the "
                           "region is used\n",
                           (unsigned long)frame);
            return;
        }
        typer = muster_mmio_read64(frame + GICR_TYPER);
        found(hwid_of_typer(typer), frame + GICR_FRAME_BYTES);
        bytes = bytes_of(region, typer);
        if (typer & GICR_TYPER_LAST || bytes > left_bytes)
            return;
    }
}

/* Returns the bytes between the redistributors of all regions that the node states, or 0. */
static uint64_t stride_of(int node)
{
    char shown[PRINTABLE_BYTES];
    uint64_t stride_bytes = fdt_number_or(node, PROP_REDISTRIBUTOR_STRIDE, 0);

    if (stride_bytes % GICR_FRAME_BYTES == 0)
        return stride_bytes;
    console_printf("muster: device tree: %s: redistributor-stride 0x%lx is no multiple of 64 KiB: "
                   "ignored\n",
                   fdt_shown_name(node, shown), (unsigned long)stride_bytes);
    return 0;
}

void gicv3_find_redistributors(const struct fdt_device *device,
                               void (*found)(uint64_t hwid, uintptr_t private_frame))
{
    struct region region = {.stride_bytes = stride_of(device->node_offset)};
    uint32_t count = (uint32_t)fdt_number_or(device->node_offset, PROP_REDISTRIBUTOR_REGIONS, 1);
    uint32_t limit = count >= 1 && count <= MAX_REGIONS ? count : MAX_REGIONS;
    char shown[PRINTABLE_BYTES];
    uint64_t pa;

    for (uint32_t i = 1; i <= limit; i++) {
        if (device_reg(device, i, &pa, &region.size_bytes) == -ENOENT) {
            console_printf("muster: device tree: %s: #redistributor-regions is %u, its reg has "
                           "%u\n",
                           fdt_shown_name(device->node_offset, shown), count, i - 1);
            return;
        }
        region.base = device_map(device, i);
        if (region.base)
            walk(&region, found);
    }
}
