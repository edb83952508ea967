/* SPDX-License-Identifier: MIT */
/* Checks the set-up of a GIC's secure side on a model of its registers. QEMU's GICv3 always lets
 * the program choose a single security state; others may not. */
#include <errno.h>
#include <string.h>

#include "arch/el3.h"
#include "cmocka_test.h"
#include "drivers/irqchip/gic_secure.h"

#define GICD 0x8000000u
#define GICC 0x8010000u
#define GICR_PRIVATE 0x80b0000u
#define LIMIT 96u

enum { CTLR = 0, PMR = 4, WAKER = 0x14, IGROUPR = 0x80, IGRPMODR = 0xd00 };
enum { ARE_S = 1u << 4, ARE_NS = 1u << 5, DS = 1u << 6, GROUPS = 7, RWP = 1u << 31 };
enum { SLEEP = 1u << 1, ASLEEP = 1u << 2 };

static struct {
    uint32_t control, waker, mask;
    uint32_t groups[4], modifiers[4]; /* word 0 is the CPU's */
    uint32_t looks;                   /* how many a write takes */
    bool has_ds, never_finishes, stays_asleep;
    unsigned int violations, looks_left;
} gic;

static uint32_t busy(uint32_t bit)
{
    if (!gic.looks_left)
        return 0;
    gic.looks_left -= !gic.never_finishes;
    return bit;
}

uint32_t arch_el3_read32(uintptr_t pa)
{
    if (pa == GICD + CTLR)
        return gic.control | busy(RWP);
    if (pa == GICR_PRIVATE - 0x10000 + WAKER)
        return gic.waker | (gic.stays_asleep ? ASLEEP : busy(ASLEEP));
    fail_msg("read of 0x%zx", (size_t)pa);
    return 0;
}

static void write_control(uint32_t value)
{
    const uint32_t modes = ARE_S | ARE_NS | DS;

    if (!gic.has_ds)
        value &= ~(uint32_t)DS;
    /* The modes change only while the groups are off, and not while a write is on its way. */
    gic.violations += (value ^ gic.control) & modes && (gic.control & GROUPS || gic.looks_left);
    gic.control = value;
    gic.looks_left = gic.looks;
}

void arch_el3_write32(uintptr_t pa, uint32_t value)
{
    if (pa == GICD + CTLR)
        write_control(value);
    else if (pa == GICC + PMR)
        gic.mask = value;
    else if (pa == GICR_PRIVATE - 0x10000 + WAKER)
        gic.waker = value;
    else if (pa == GICR_PRIVATE + IGROUPR)
        gic.groups[0] = value;
    else if (pa == GICR_PRIVATE + IGRPMODR)
        gic.modifiers[0] = value;
    else if (pa - GICD - IGROUPR < 4 * LIMIT / 32)
        gic.groups[(pa - GICD - IGROUPR) / 4] = value;
    else if (pa - GICD - IGRPMODR < 4 * LIMIT / 32)
        gic.modifiers[(pa - GICD - IGRPMODR) / 4] = value;
    else
        fail_msg("write of 0x%x to 0x%zx", value, (size_t)pa);
}

/* As a reset, or another program, may leave it. */
static int fill(void **state)
{
    (void)state;
    memset(&gic, 0, sizeof(gic));
    memset(gic.modifiers, 0xff, sizeof(gic.modifiers));
    gic.control = GROUPS;
    gic.waker = SLEEP;
    gic.looks = 3;
    return 0;
}

static void single_state(void **state)
{
    (void)state;
    gic.has_ds = true;
    assert_int_equal(gicv3_secure_init(GICD, LIMIT), 0);
    assert_int_equal(gic.control, DS);
    assert_int_equal(gic.violations, 0);
}

static void two_states(void **state)
{
    (void)state;
    assert_int_equal(gicv3_secure_init(GICD, LIMIT), 1);
    assert_int_equal(gic.control, ARE_S | ARE_NS);
    assert_int_equal(gic.violations, 0);
    for (unsigned int word = 1; word < LIMIT / 32; word++) {
        assert_int_equal(gic.groups[word], UINT32_MAX);
        assert_int_equal(gic.modifiers[word], 0);
    }
    assert_int_equal(gic.groups[0], 0); /* with affinity routing, the redistributor has these */
    assert_true(gicv3_secure_init_cpu(GICR_PRIVATE));
    assert_int_equal(gic.groups[0], UINT32_MAX);
    assert_int_equal(gic.modifiers[0], 0);
    assert_int_equal(gic.waker & SLEEP, 0);
}

static void no_answer(void **state)
{
    (void)state;
    gic.never_finishes = true;
    assert_int_equal(gicv3_secure_init(GICD, LIMIT), -EIO);
    gic.stays_asleep = true;
    assert_false(gicv3_secure_init_cpu(GICR_PRIVATE));
    assert_int_equal(gic.groups[0], 0);
}

static void version_2(void **state)
{
    (void)state;
    gicv2_secure_init(GICD, LIMIT);
    assert_int_equal(gic.control, 0);
    assert_int_equal(gic.groups[0], 0);
    for (unsigned int word = 1; word < LIMIT / 32; word++)
        assert_int_equal(gic.groups[word], UINT32_MAX);
    gicv2_secure_init_cpu(GICD, GICC);
    assert_int_equal(gic.groups[0], UINT32_MAX);
    assert_int_equal(gic.mask, 0xff);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(single_state, fill),
        cmocka_unit_test_setup(two_states, fill),
        cmocka_unit_test_setup(no_answer, fill),
        cmocka_unit_test_setup(version_2, fill),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
