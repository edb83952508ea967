/* SPDX-License-Identifier: MIT */
#ifndef TEST_UNIT_GICV3_MODEL_H
#define TEST_UNIT_GICV3_MODEL_H

#include <stdbool.h>
#include <stdint.h>

#include "drivers/irqchip/gicv3_redistributors.h"
#include "gic_private_model.h"
#include "host_mmio.h"

/*
 * A model of GICv3's distributor and of one redistributor (IHI 0069 12.9 to 12.11), which take
 * their time to finish a write. It counts what the architecture leaves unpredictable: a write while
 * another is under way, and changes of the shared interrupts and of affinity routing while a group
 * is enabled.
 */

#define GICD 0x8000000u
#define GICR 0x80a0000u
#define SGI_FRAME (GICR + GICR_FRAME_BYTES)
#define DS (1u << 6)
#define ARE (1u << 4)
#define GROUPS 3u
#define LPIS 1u
#define PENDING_TABLE 0x45670000u
#define SLEEP 2u
#define ASLEEP 4u
/* As a number of looks: the write never finishes. */
#define NEVER UINT32_MAX

/* Extended interrupts: words of 32 that the model has, of each kind. */
#define EXTENDED_PPI_WORDS 2
#define EXTENDED_SPI_WORDS 3

struct gicv3_extended_model {
    uint32_t enabled, pending, active; /* of one word */
};

extern struct gicv3_model {
    struct gic_private_model private;
    uint32_t control, spi_enabled, spi_active, redistributor_control, waker;
    /* how many reads say that a write is under way; how many are left */
    uint32_t looks, distributor_looks, redistributor_looks;
    bool keeps_lpis;
    /* GICv3.1: the words that exist in this machine, at most all of the following */
    unsigned int extended_ppi_words, extended_spi_words;
    struct gicv3_extended_model extended_ppis[EXTENDED_PPI_WORDS],
        extended_spis[EXTENDED_SPI_WORDS];
    unsigned int violations;
} gic;

extern const struct host_device gicv3_device;

/* Fills the CPU's part with what an earlier stage may leave. Each write takes @p looks. */
void gicv3_model_fill(uint32_t looks);

#endif
