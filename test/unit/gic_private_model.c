/* SPDX-License-Identifier: MIT */
#include "gic_private_model.h"

#include <string.h>

#include "cmocka_test.h"
#include "drivers/irqchip/gic_private.h"

#define JUNK 0xa5a5a5a5u
#define JUNK_PRIORITY 0x38

void gic_private_model_fill(struct gic_private_model *model, bool with_pending)
{
    *model = (struct gic_private_model){
        .groups = ~JUNK, .enabled = UINT32_MAX, .active = UINT32_MAX, .ppi_config = JUNK};
    if (with_pending)
        model->pending = UINT32_MAX;
    memset(model->priorities, JUNK_PRIORITY, sizeof(model->priorities));
}

bool gic_private_model_read(const struct gic_private_model *model, uintptr_t offset,
                            unsigned int bytes, uint64_t *value)
{
    const uint32_t zero = 0, *found = &zero;

    if (offset == GIC_IGROUPR)
        found = &model->groups;
    else if (offset == GIC_ISENABLER || offset == GIC_ICENABLER)
        found = &model->enabled;
    else if (offset == GIC_ISPENDR || offset == GIC_ICPENDR)
        found = &model->pending;
    else if (offset == GIC_ICACTIVER)
        found = &model->active;
    else if (offset == GIC_PPI_ICFGR)
        found = &model->ppi_config;
    else if (offset - GIC_IPRIORITYR >= sizeof(model->priorities))
        return false;
    *value = 0;
    if (found == &zero)
        memcpy(value, &model->priorities[offset - GIC_IPRIORITYR], bytes);
    else
        *value = *found;
    return true;
}

static void write_config(struct gic_private_model *model, uint32_t value)
{
    for (unsigned int ppi = 0; ppi < 16; ppi++)
        if ((model->ppi_config ^ value) >> 2 * ppi & 3 && model->enabled >> (16 + ppi) & 1)
            model->violations++;
    model->ppi_config = value;
}

bool gic_private_model_write(struct gic_private_model *model, uintptr_t offset, unsigned int bytes,
                             uint64_t value)
{
    uint32_t word = (uint32_t)value;

    if (offset == GIC_IGROUPR) {
        model->violations += ((model->groups ^ word) & model->enabled) != 0;
        model->groups = word;
    } else if (offset == GIC_ISENABLER) {
        model->enabled |= word;
    } else if (offset == GIC_ICENABLER) {
        model->enabled &= ~word;
    } else if (offset == GIC_ISPENDR) {
        model->pending |= word;
    } else if (offset == GIC_ICPENDR) {
        model->pending &= ~word | model->pending_by_line;
    } else if (offset == GIC_ICACTIVER) {
        model->active &= ~word;
    } else if (offset == GIC_PPI_ICFGR) {
        write_config(model, word);
    } else if (offset - GIC_IPRIORITYR < sizeof(model->priorities)) {
        memcpy(&model->priorities[offset - GIC_IPRIORITYR], &value, bytes);
    } else {
        return false;
    }
    return true;
}

void gic_private_model_check(const struct gic_private_model *model, uint32_t groups,
                             uint32_t enabled, uint32_t ppi_config)
{
    assert_int_equal(model->violations, 0);
    assert_int_equal(model->groups, groups);
    assert_int_equal(model->enabled, enabled);
    assert_int_equal(model->pending, model->pending_by_line);
    assert_int_equal(model->active, 0);
    assert_int_equal(model->ppi_config, ppi_config);
}
