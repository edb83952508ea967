/* SPDX-License-Identifier: MIT */
/* Checks the driver of GICv3 on a model of its registers, which an earlier stage has left full and
 * which take their time to finish a write. */
#include <string.h>

#include <muster/mmio.h>
#include <muster/percpu.h>
#include <muster/smp.h>

#include "arch/gicv3_cpu_interface.h"
#include "base/driver.h"
#include "cmocka_test.h"
#include "console_capture.h"
#include "devicetree/device.h"
#include "drivers/irqchip/gic_lines.h"
#include "drivers/irqchip/gicv3_redistributors.h"
#include "gic_private_model.h"
#include "host_mmio.h"
#include "ipi/irqchip.h"

#define GICD 0x8000000u
#define GICR 0x80a0000u
#define SGI_FRAME (GICR + GICR_FRAME_BYTES)
#define HWID 0x102
#define TIMER 27u
#define TYPER_64_LINES 1
#define DS (1u << 6)
#define ARE (1u << 4)
#define GROUPS 3u
#define RWP_D (1u << 31)
#define RWP_R (1u << 3)
#define LPIS 1u
#define PENDING_TABLE 0x45670000u
#define SLEEP 2u
#define ASLEEP 4u
#define NEVER UINT32_MAX
#define NO_NMI 0xffffffffu
#define WITH_NMI 0xffffff7fu

/* Registers that are not those of one interrupt. */
enum { CTLR = 0, WAKER = 0x14, PENDBASER = 0x78 };

static struct {
    struct gic_private_model private;
    uint32_t control, spi_enabled, spi_active, redistributor_control, waker;
    /* how many reads say that a write is under way; how many are left */
    uint32_t looks, distributor_looks, redistributor_looks;
    bool keeps_lpis;
    unsigned int violations;
} gic;

/* ---- what is taken from the rest of the runtime ---------------------------------------------- */

static bool has_group0, enabled_group0, is_enabled;
static uint32_t next_intid, ended_intid;

uint64_t cpu_logical_map(unsigned int cpu)
{
    assert_int_equal(cpu, 0);
    return HWID;
}

int get_logical_index(uint64_t hwid)
{
    return hwid == HWID ? 0 : -1;
}

uintptr_t device_map(const struct fdt_device *device, unsigned int index)
{
    (void)device;
    return index ? 0 : GICD;
}

void gicv3_find_redistributors(const struct fdt_device *device,
                               void (*found)(uint64_t hwid, uintptr_t private_frame))
{
    (void)device;
    found(HWID + 1, 0); /* no CPU of the program's */
    found(HWID, SGI_FRAME);
}

bool arch_gicv3_available(void)
{
    return true;
}

bool arch_gicv3_has_group0(void)
{
    return has_group0;
}

void arch_gicv3_cpu_enable(bool group0)
{
    is_enabled = true;
    enabled_group0 = group0;
}

void arch_gicv3_cpu_disable(void)
{
    is_enabled = false;
}

void arch_gicv3_nmi_disable(void)
{
    enabled_group0 = false;
}

uint64_t arch_gicv3_target(uint64_t hwid)
{
    return hwid;
}

uint32_t arch_gicv3_acknowledge(void)
{
    return next_intid;
}

void arch_gicv3_end(uint32_t intid)
{
    ended_intid = intid;
}

uint32_t arch_gicv3_nmi_acknowledge(void)
{
    return next_intid;
}

void arch_gicv3_nmi_end(uint32_t intid)
{
    ended_intid = intid;
}

void arch_gicv3_send(uint64_t target, uint32_t intid)
{
    (void)target, (void)intid;
}

void arch_gicv3_send_all_others(uint32_t intid)
{
    (void)intid;
}

void arch_gicv3_send_nmi(uint64_t target, uint32_t intid)
{
    (void)target, (void)intid;
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
        return TYPER_64_LINES;
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
    else
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
    case PENDBASER:
        return PENDING_TABLE | 0x780; /* with attributes of the memory */
    default:
        fail_msg("read of GICR 0x%zx", (size_t)offset);
        return 0;
    }
}

static void write_redistributor(uintptr_t offset, unsigned int bytes, uint64_t value)
{
    gic.violations += gic.redistributor_looks != 0;
    if (offset == CTLR) {
        gic.redistributor_control = (uint32_t)value | (gic.keeps_lpis ? LPIS : 0);
        gic.redistributor_looks = gic.looks;
    } else if (offset == WAKER) {
        gic.waker = (gic.waker & ASLEEP) | ((uint32_t)value & SLEEP);
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

static const struct host_device device = {read_register, write_register};

/* ---- the cases ------------------------------------------------------------------------------- */

static const struct private_irqs timer = {.enabled = 1u << TIMER};

static void fill(uint32_t looks)
{
    gic_private_model_fill(&gic.private, true);
    gic.private.pending_by_line = 1u << TIMER;
    gic.waker = SLEEP | ASLEEP;
    gic.looks = looks;
}

/* Begins with enabled groups of the distributor; @p security is DS, or 0 with two states. */
static const struct irqchip *probe(uint32_t security, uint32_t redistributor_control)
{
    memset(&gic, 0, sizeof(gic));
    fill(3);
    gic.control = GROUPS | ARE | security;
    gic.spi_enabled = gic.spi_active = UINT32_MAX;
    gic.redistributor_control = redistributor_control;
    has_group0 = security != 0;
    host_device = &device;
    console_capture_clear();
    return ((const struct irqchip_driver *)drivers_start->operations)->probe(NULL);
}

static void check_distributor(uint32_t security)
{
    assert_int_equal(gic.violations, 0);
    assert_int_equal(gic.spi_enabled | gic.spi_active, 0);
    assert_int_equal(gic.control, GROUPS | ARE | security);
}

static void test_one_security_state(void **state)
{
    const struct irqchip *chip = probe(DS, 0);

    (void)state;
    check_distributor(DS);
    assert_true(chip->init_cpu(0, &timer));
    gic_private_model_check(&gic.private, WITH_NMI, 0xffff | 1u << TIMER, 0);
    for (unsigned int irq = 0; irq < 32; irq++)
        assert_int_equal(gic.private.priorities[irq], irq == IPI_NMI ? 0 : IRQ_PRIORITY_DEFAULT);
    assert_int_equal(gic.violations, 0);
    assert_int_equal(gic.waker, 0);
    assert_true(is_enabled && enabled_group0);
}

static void test_two_security_states(void **state)
{
    const struct irqchip *chip = probe(0, 0);

    (void)state;
    check_distributor(0);
    assert_true(chip->init_cpu(0, &timer));
    gic_private_model_check(&gic.private, NO_NMI, 0xffff | 1u << TIMER, 0);
    assert_int_equal(gic.private.priorities[IPI_NMI], IRQ_PRIORITY_DEFAULT);
    assert_true(is_enabled && !enabled_group0);
    assert_string_equal(console_captured(), "");
}

/* Affinity routing is off until the driver sets it. */
static void test_no_affinity_routing(void **state)
{
    (void)state;
    probe(0, 0);
    gic.control = GROUPS;
    assert_non_null(((const struct irqchip_driver *)drivers_start->operations)->probe(NULL));
    check_distributor(0);
}

static void test_never_finishes(void **state)
{
    const struct irqchip *chip = probe(0, 0);

    (void)state;
    gic.looks = NEVER;
    assert_null(((const struct irqchip_driver *)drivers_start->operations)->probe(NULL));
    assert_non_null(strstr(console_captured(), "the distributor does not finish a write"));
    console_capture_clear();
    gic.waker = 0;
    assert_false(chip->init_cpu(0, &timer));
    assert_non_null(
        strstr(console_captured(), "or does not finish a write: it takes no interrupt"));
}

static void test_trigger(void **state)
{
    const struct private_irqs irqs = {.enabled = 1u << 16 | 1u << 31, .edge = 1u << 16 | 1u << 31};

    (void)state;
    assert_true(probe(0, 0)->init_cpu(0, &irqs));
    assert_int_equal(gic.private.ppi_config, 0x80000002u);
}

static void test_suspend(void **state)
{
    const struct irqchip *chip = probe(DS, 0);

    (void)state;
    chip->init_cpu(0, &timer);
    chip->enable(20);
    chip->set_priority(20, 0x40);
    chip->set_trigger(21, MUSTER_IRQ_EDGE);
    chip->save_cpu();
    fill(3);
    is_enabled = enabled_group0 = false;
    chip->resume_cpu();
    assert_int_equal(gic.private.pending, UINT32_MAX); /* as the state has left it */
    gic.private.pending = gic.private.pending_by_line;
    gic_private_model_check(&gic.private, WITH_NMI, 0xffff | 1u << TIMER | 1u << 20,
                            2u << 2 * (21 - 16));
    assert_int_equal(gic.private.priorities[20], 0x40);
    assert_int_equal(gic.private.priorities[21], IRQ_PRIORITY_DEFAULT);
    assert_int_equal(gic.private.priorities[IPI_NMI], 0);
    assert_int_equal(gic.violations, 0);
    assert_int_equal(gic.waker, 0);
    assert_true(is_enabled && enabled_group0);
}

/* ---- LPIs of an earlier stage ---------------------------------------------------------------- */

static void check_lpi_is_dropped(const struct irqchip *chip)
{
    next_intid = 8192 + 32; /* the number of a shared interrupt, in the bits of IRQ_NUMBER_MASK */
    ended_intid = 0;
    assert_true((chip->acknowledge() & IRQ_NUMBER_MASK) >= IRQ_LIMIT);
    assert_int_equal(ended_intid, 8192 + 32);
    next_intid = 32;
    assert_int_equal(chip->acknowledge(), 32);
}

static void test_lpis(void **state)
{
    const struct irqchip *chip = probe(0, LPIS);

    (void)state;
    check_lpi_is_dropped(chip);
    assert_true(chip->init_cpu(0, &timer));
    assert_int_equal(gic.redistributor_control, 0);
    assert_int_equal(gic.violations, 0);
    assert_string_equal(console_captured(), "");
}

static void test_lpis_stay(void **state)
{
    const struct irqchip *chip = probe(0, LPIS);

    (void)state;
    gic.keeps_lpis = true;
    assert_true(chip->init_cpu(0, &timer));
    check_lpi_is_dropped(chip);
    gic_private_model_check(&gic.private, NO_NMI, 0xffff | 1u << TIMER, 0);
    assert_string_equal(console_captured(),
                        "muster: gicv3: CPU 0 (MPIDR 0x102): LPIs are enabled, and cannot be "
                        "disabled: its redistributor may write to the pending table at "
                        "0x45670000\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_one_security_state),
        cmocka_unit_test(test_two_security_states),
        cmocka_unit_test(test_no_affinity_routing),
        cmocka_unit_test(test_never_finishes),
        cmocka_unit_test(test_trigger),
        cmocka_unit_test(test_suspend),
        cmocka_unit_test(test_lpis),
        cmocka_unit_test(test_lpis_stay),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
