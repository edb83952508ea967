/* SPDX-License-Identifier: MIT */
#include "drivers/irqchip/gicv3_wait.h"

/* Waits for writes of a GICv3; see gicv3_wait.h. */

/* How often a register is read until a write counts as lost. The architecture sets no limit; a
 * controller that works answers within microseconds. */
#define MAX_LOOKS 1000000

bool gicv3_finishes(uintptr_t control, uint32_t in_progress)
{
    for (unsigned int looks = 0; looks < MAX_LOOKS; looks++)
        if (!(muster_mmio_read32(control) & in_progress))
            return true;
    return false;
}
