/* SPDX-License-Identifier: MIT */
#ifndef TEST_UNIT_GIC_PRIVATE_MODEL_H
#define TEST_UNIT_GIC_PRIVATE_MODEL_H

#include <stdbool.h>
#include <stdint.h>

/* A model of the registers of a CPU's private interrupts, at their offsets in GICv2's distributor
 * and in GICv3's SGI frame (IHI 0069 12.11). It refuses what the architecture leaves
 * unpredictable: a change of trigger or group while the interrupt is enabled. */
struct gic_private_model {
    uint32_t groups, enabled, pending, active, ppi_config;
    uint8_t priorities[32];
    uint32_t pending_by_line; /* of these bits a write does not clear `pending` */
    unsigned int violations;
};

/* Fills the registers with what an earlier stage may leave. */
void gic_private_model_fill(struct gic_private_model *model, bool with_pending);
/* Accesses the register at @p offset. Returns false if it is not one of these. */
bool gic_private_model_read(const struct gic_private_model *model, uintptr_t offset,
                            unsigned int bytes, uint64_t *value);
bool gic_private_model_write(struct gic_private_model *model, uintptr_t offset, unsigned int bytes,
                             uint64_t value);
/* Fails the test unless the registers are as init_cpu() has to make them. */
void gic_private_model_check(const struct gic_private_model *model, uint32_t groups,
                             uint32_t enabled, uint32_t ppi_config);

#endif
