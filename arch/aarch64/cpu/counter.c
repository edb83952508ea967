/* SPDX-License-Identifier: MIT */
#include "arch/counter.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * Reads a counter (CNTVCT_EL0) that has an erratum. Each erratum gives a wrong value at times, and
 * the right one when the register is read again.
 */

/* Cortex-A73 erratum 858921, all revisions: a reading while bits 31:0 roll over may have a wrong
 * upper half. If bit 32 differs between two readings, the first one is right; otherwise the second
 * is. */
static uint64_t read_arm_858921(void)
{
    uint64_t first = arch_counter_as_load(), second = arch_counter_as_load();

    return ((first ^ second) >> 32) & 1 ? first : second;
}

/* Allwinner A64 and relatives (the tree calls it unknown1): while a bit above bit 8 changes, the
 * value is off by a power of two. It is suspect when bits 8:0 are all 0 or all 1, which a counter
 * of 24 MHz leaves after two ticks. */
static bool is_suspect_to_allwinner(uint64_t value)
{
    const uint64_t low_bits = 0x1ff;

    return ((value + 1) & low_bits) <= 1;
}
#define ALLWINNER_READINGS 150 /* some ticks, on a CPU that takes a few ns for each */

static uint64_t read_allwinner(void)
{
    uint64_t value;
    unsigned int readings = 0;

    do
        value = arch_counter_as_load();
    while (is_suspect_to_allwinner(value) && ++readings < ALLWINNER_READINGS);
    return value;
}

/* Reads until a reading is less than @p ticks after the one before it, at most @p readings
 * times. */
static uint64_t read_until_near(uint64_t ticks, unsigned int readings)
{
    uint64_t last, value = arch_counter_as_load();

    do {
        last = value;
        value = arch_counter_as_load();
    } while (value - last >= ticks && --readings > 0);
    return value;
}

/* Freescale and NXP A-008585: whenever the counter changes, its value is wrong for a few cycles of
 * the core. Two readings that are the same are right: the counter is slower than two readings. */
#define FSL_READINGS 200
#define FSL_SAME 1 /* less than one tick */

static uint64_t read_fsl_a008585(void)
{
    return read_until_near(FSL_SAME, FSL_READINGS);
}

/* HiSilicon 161010101 (hip05 to hip07): a reading may be behind or ahead. The second of two is
 * right when it is less than 32 ticks after the first. */
#define HISILICON_READINGS 50
#define HISILICON_TICKS_MOST 32

static uint64_t read_hisilicon_161010101(void)
{
    return read_until_near(HISILICON_TICKS_MOST, HISILICON_READINGS);
}

/* MIDR_EL1, implementer: Arm Limited */
#define IMPLEMENTER_SHIFT 24
#define IMPLEMENTER_ARM 0x41

enum arch_counter_erratum arch_counter_erratum_of_cpu(void)
{
    return arch_counter_is_suspect() && arch_midr() >> IMPLEMENTER_SHIFT == IMPLEMENTER_ARM
               ? ARCH_COUNTER_ARM_858921
               : ARCH_COUNTER_IS_SOUND;
}

arch_counter_reader *arch_counter_cure(enum arch_counter_erratum erratum)
{
    switch (erratum) {
    case ARCH_COUNTER_ARM_858921:
        return read_arm_858921;
    case ARCH_COUNTER_ALLWINNER_UNKNOWN1:
        return read_allwinner;
    case ARCH_COUNTER_FSL_A008585:
        return read_fsl_a008585;
    case ARCH_COUNTER_HISILICON_161010101:
        return read_hisilicon_161010101;
    case ARCH_COUNTER_IS_SOUND:
        break;
    }
    return NULL;
}
