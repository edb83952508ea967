/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_GICV3_WAIT_H
#define MUSTER_RUNTIME_GICV3_WAIT_H

#include <stdbool.h>
#include <stdint.h>

#include <muster/linkage.h>
#include <muster/mmio.h>

#include "drivers/irqchip/gicv3_redistributors.h"

/* Waits until a write to a GICv3's register has taken effect: RWP of the distributor's or the
 * redistributor's control register is 0 (IHI 0069 12.9.4, 12.11.2). */
#define GICD_CTLR_RWP (1u << 31)
#define GICR_CTLR_RWP (1u << 3)
/* From the redistributor's second frame. */
#define GICR_CTLR (-GICR_FRAME_BYTES + 0x0000)

/* Slow path of gicv3_has_finished(). */
bool gicv3_finishes(uintptr_t control, uint32_t in_progress) MUSTER_LINK_NAME(gicv3_finishes);

/* Returns true once the bits of @p in_progress are 0 in the register, false if the controller does
 * not answer. */
static inline bool gicv3_has_finished(uintptr_t control, uint32_t in_progress)
{
    return !(muster_mmio_read32(control) & in_progress) || gicv3_finishes(control, in_progress);
}

#endif
