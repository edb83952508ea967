/* SPDX-License-Identifier: MIT */
#include "drivers/irqchip/gicv3_extended.h"

#include <muster/mmio.h>

#include "drivers/irqchip/gic_lines.h"
#include "drivers/irqchip/gicv3_redistributors.h"
#include "drivers/irqchip/gicv3_wait.h"

/* Extended interrupts; see gicv3_extended.h. In a redistributor their registers follow those of
 * interrupts 0 to 31 (IHI 0069 12.10); in the distributor they have places of their own (12.8). */

#define GICR_TYPER (-GICR_FRAME_BYTES + 0x0008) /* from the second frame */
#define GICR_TYPER_PPI_WORDS_SHIFT 27
#define GICR_TYPER_PPI_WORDS_MASK 0x1f
#define MAX_PPI_WORDS 2 /* other values are reserved */

#define GICD_TYPER_ESPI (1u << 8)
#define GICD_TYPER_ESPI_RANGE_SHIFT 27
#define GICD_ICENABLER_E 0x1400
#define GICD_ICACTIVER_E 0x1c00

unsigned int gicv3_extended_private_words(uintptr_t private_frame)
{
    uint64_t typer = muster_mmio_read64(private_frame + GICR_TYPER);
    unsigned int words = typer >> GICR_TYPER_PPI_WORDS_SHIFT & GICR_TYPER_PPI_WORDS_MASK;

    return words <= MAX_PPI_WORDS ? words : 0;
}

void gicv3_extended_silence(uintptr_t private_frame, unsigned int words)
{
    for (unsigned int word = 1; word <= words; word++)
        muster_mmio_write32(private_frame + GIC_ICENABLER + 4 * word, UINT32_MAX);
    if (!gicv3_has_finished(private_frame + GICR_CTLR, GICR_CTLR_RWP))
        return;
    for (unsigned int word = 1; word <= words; word++) {
        muster_mmio_write32(private_frame + GIC_ICPENDR + 4 * word, UINT32_MAX);
        muster_mmio_write32(private_frame + GIC_ICACTIVER + 4 * word, UINT32_MAX);
    }
}

void gicv3_extended_reset(uintptr_t distributor)
{
    uint32_t typer = muster_mmio_read32(distributor + GICD_TYPER);
    unsigned int words = typer & GICD_TYPER_ESPI ? (typer >> GICD_TYPER_ESPI_RANGE_SHIFT) + 1 : 0;

    for (unsigned int word = 0; word < words; word++) {
        muster_mmio_write32(distributor + GICD_ICENABLER_E + 4 * word, UINT32_MAX);
        muster_mmio_write32(distributor + GICD_ICACTIVER_E + 4 * word, UINT32_MAX);
    }
}
