/* SPDX-License-Identifier: MIT */
#include "gicv3_model.h"

#include <string.h>

#include "cmocka_test.h"
#include "drivers/irqchip/gic_lines.h"

#define TIMER 27u
#define TYPER_64_LINES 1
#define GICD_TYPER_ESPI (1u << 8)
#define TYPER_EXTENDED_SHIFT 27 /* GICD_TYPER.ESPI_range, GICR_TYPER.PPInum */
#define RWP_D (1u << 31)
#define RWP_R (1u << 3)

/* Registers that are not those of one interrupt. */
enum { CTLR = 0, TYPER = 8, WAKER = 0x14, PENDBASER = 0x78 };

struct gicv3_model gic;

void gicv3_model_fill(uint32_t looks)
{
    gic_private_model_fill(&gic.private, true);
    gic.private.pending_by_line = 1u << TIMER;
    gic.waker = SLEEP | ASLEEP;
    gic.looks = looks;
    memset(gic.extended_ppis, 0xff, sizeof(gic.extended_ppis));
    memset(gic.extended_spis, 0xff, sizeof(gic.extended_spis));
}

/* ---- extended interrupts --------------------------------------------------------------------- */

/* Where the registers of the first word stand (IHI 0069 12.8, 12.10). */
static const struct extended_places {
    uintptr_t clear_enable, clear_pending, clear_active;
} gicd_extended = {0x1400, 0x1800, 0x1c00},
  gicr_extended = {GIC_ICENABLER + 4, GIC_ICPENDR + 4, GIC_ICACTIVER + 4};

/* Writes a register of one of @p count words. Returns false if it is none of these. */
static bool write_extended(struct gicv3_extended_model *words, unsigned int count,
                           const struct extended_places *places, uintptr_t offset, uint32_t value)
{
    for (unsigned int word = 0; word < count; word++) {
        uintptr_t first = offset - 4 * word;
        if (first == places->clear_enable)
            words[word].enabled &= ~value;
        else if (first == places->clear_pending)
            words[word].pending &= ~value;
        else if (first == places->clear_active)
            words[word].active &= ~value;
        else
            continue;
        gic.violations += first != places->clear_enable && words[word].enabled;
        return true;
    }
    return false;
}

/* Returns true for the registers that disable private interrupts, which may be written in a row. */
static bool disables_private(uintptr_t offset)
{
    uintptr_t first = GICR_FRAME_BYTES + GIC_ICENABLER;

    return offset >= first && offset <= first + 4 * gic.extended_ppi_words;
}

/* ---- the registers --------------------------------------------------------------------------- */

/* Returns true if the write is still under way, and counts a look. */
static bool is_under_way(uint32_t *looks)
{
    if (*looks == 0)
        return false;
    *looks -= *looks != NEVER;
    return true;
}

static uint64_t read_distributor(uintptr_t offset)
{
    if (offset == GICD_TYPER)
        return TYPER_64_LINES |
               (gic.extended_spi_words
                    ? GICD_TYPER_ESPI | (gic.extended_spi_words - 1) << TYPER_EXTENDED_SHIFT
                    : 0);
    if (offset != CTLR)
        fail_msg("read of GICD 0x%zx", (size_t)offset);
    return gic.control | (is_under_way(&gic.distributor_looks) ? RWP_D : 0);
}

/* The shared interrupts change only while no group is enabled, and affinity routing, too. */
static void write_distributor(uintptr_t offset, uint32_t value)
{
    gic.violations += gic.distributor_looks != 0;
    gic.distributor_looks = gic.looks;
    if (offset == CTLR) {
        gic.violations += (gic.control & GROUPS) && (gic.control ^ value) & ARE;
        gic.violations += (gic.control & ARE) && !(value & ARE);
        gic.control = value | (gic.control & DS);
        return;
    }
    gic.violations += (gic.control & GROUPS) != 0;
    if (offset == GIC_ICENABLER + 4)
        gic.spi_enabled &= ~value;
    else if (offset == GIC_ICACTIVER + 4)
        gic.spi_active &= ~value;
    else if (!write_extended(gic.extended_spis, gic.extended_spi_words, &gicd_extended, offset,
                             value))
        fail_msg("write of GICD 0x%zx", (size_t)offset);
    gic.distributor_looks = 0; /* the driver waits once for all of these */
}

static uint64_t read_redistributor(uintptr_t offset, unsigned int bytes)
{
    uint64_t value;

    if (offset >= GICR_FRAME_BYTES) {
        if (!gic_private_model_read(&gic.private, offset - GICR_FRAME_BYTES, bytes, &value))
            fail_msg("read of GICR 0x%zx", (size_t)offset);
        return value;
    }
    switch (offset) {
    case CTLR:
        return gic.redistributor_control | (is_under_way(&gic.redistributor_looks) ? RWP_R : 0);
    case WAKER:
        if (!(gic.waker & SLEEP) && gic.waker & ASLEEP && !is_under_way(&gic.redistributor_looks))
            gic.waker = 0;
        return gic.waker;
    case TYPER:
        return gic.extended_ppi_words << TYPER_EXTENDED_SHIFT;
    case PENDBASER:
        return PENDING_TABLE | 0x780; /* with attributes of the memory */
    default:
        fail_msg("read of GICR 0x%zx", (size_t)offset);
        return 0;
    }
}

static void write_redistributor(uintptr_t offset, unsigned int bytes, uint64_t value)
{
    gic.violations += gic.redistributor_looks != 0 && !disables_private(offset);
    if (offset == CTLR) {
        gic.redistributor_control = (uint32_t)value | (gic.keeps_lpis ? LPIS : 0);
        gic.redistributor_looks = gic.looks;
    } else if (offset == WAKER) {
        gic.waker = (gic.waker & ASLEEP) | ((uint32_t)value & SLEEP);
        gic.redistributor_looks = gic.looks;
    } else if (offset >= GICR_FRAME_BYTES &&
               write_extended(gic.extended_ppis, gic.extended_ppi_words, &gicr_extended,
                              offset - GICR_FRAME_BYTES, (uint32_t)value)) {
        if (disables_private(offset)) /* RWP is about these, too */
            gic.redistributor_looks = gic.looks;
    } else if (offset < GICR_FRAME_BYTES ||
               !gic_private_model_write(&gic.private, offset - GICR_FRAME_BYTES, bytes, value)) {
        fail_msg("write of GICR 0x%zx", (size_t)offset);
    } else if (offset - GICR_FRAME_BYTES == GIC_ICENABLER) {
        gic.redistributor_looks = gic.looks;
    }
}

static uint64_t read_register(uintptr_t address, unsigned int bytes)
{
    return address < GICR ? read_distributor(address - GICD)
                          : read_redistributor(address - GICR, bytes);
}

static void write_register(uintptr_t address, unsigned int bytes, uint64_t value)
{
    if (address < GICR)
        write_distributor(address - GICD, (uint32_t)value);
    else
        write_redistributor(address - GICR, bytes, value);
}

const struct host_device gicv3_device = {read_register, write_register};
