/* SPDX-License-Identifier: MIT */
/* Checks the driver of GICv2 on a model of its registers, which an earlier stage has left full. */
#include <string.h>

#include <muster/mmio.h>
#include <muster/percpu.h>

#include "base/driver.h"
#include "cmocka_test.h"
#include "devicetree/device.h"
#include "drivers/irqchip/gic_lines.h"
#include "gic_private_model.h"
#include "host_mmio.h"
#include "ipi/irqchip.h"

#define GICD 0x8000000u
#define GICC 0x8010000u
#define LINES 64
#define TYPER_64_LINES 1
#define TIMER 27u
#define BYPASS 0x1e0u
#define EOIMODE (1u << 9)
#define INTERFACE_BIT 4u

/* Registers of the distributor and of the CPU interface that are not those of one interrupt. */
enum { CTLR = 0, ITARGETSR = 0x800, SGIR = 0xf00, CPENDSGIR = 0xf10 };
enum { PMR = 4, BPR = 8, APR = 0xd0 };

static struct {
    struct gic_private_model private;
    uint32_t control, spi_enabled, spi_active, interface_control, mask, binary_point, active[4];
    uint8_t sgi_senders[16];
    bool forgets_enable; /* the interface does not take the bit */
    unsigned int violations;
} gic;

/* ---- what is taken from the rest of the runtime ---------------------------------------------- */

uintptr_t device_map(const struct fdt_device *device, unsigned int index)
{
    (void)device;
    return index ? GICC : GICD;
}

/* ---- the registers --------------------------------------------------------------------------- */

static uint64_t read_distributor(uintptr_t offset, unsigned int bytes)
{
    uint64_t value;

    if (gic_private_model_read(&gic.private, offset, bytes, &value))
        return value;
    switch (offset) {
    case CTLR:
        return gic.control;
    case GICD_TYPER:
        return TYPER_64_LINES;
    case ITARGETSR:
        return INTERFACE_BIT * 0x01010101u;
    default:
        fail_msg("read of GICD 0x%zx", (size_t)offset);
        return 0;
    }
}

static void write_distributor(uintptr_t offset, unsigned int bytes, uint64_t value)
{
    if (offset == CTLR) {
        gic.control = (uint32_t)value;
    } else if (offset == GIC_ICENABLER + 4) {
        gic.violations += gic.control & 1;
        gic.spi_enabled &= ~(uint32_t)value;
    } else if (offset == GIC_ICACTIVER + 4) {
        gic.violations += gic.control & 1;
        gic.spi_active &= ~(uint32_t)value;
    } else if (offset - CPENDSGIR < sizeof(gic.sgi_senders)) {
        for (unsigned int i = 0; i < bytes; i++)
            gic.sgi_senders[offset - CPENDSGIR + i] &= (uint8_t) ~(value >> 8 * i);
    } else if (offset == GIC_ICPENDR) { /* has no effect on SGIs (IHI 0048 4.3.8) */
        gic_private_model_write(&gic.private, offset, bytes, value & 0xffff0000);
    } else if (!gic_private_model_write(&gic.private, offset, bytes, value)) {
        fail_msg("write of GICD 0x%zx", (size_t)offset);
    }
}

static uint64_t read_interface(uintptr_t offset)
{
    if (offset != CTLR)
        fail_msg("read of GICC 0x%zx", (size_t)offset);
    return gic.interface_control;
}

static void write_interface(uintptr_t offset, uint64_t value)
{
    uint32_t word = (uint32_t)value;

    if (offset == CTLR)
        gic.interface_control = gic.forgets_enable ? word & ~1u : word;
    else if (offset == PMR)
        gic.mask = word;
    else if (offset == BPR)
        gic.binary_point = word;
    else if (offset - APR < sizeof(gic.active))
        gic.active[(offset - APR) / 4] = word;
    else
        fail_msg("write of GICC 0x%zx", (size_t)offset);
}

static uint64_t read_register(uintptr_t address, unsigned int bytes)
{
    return address < GICC ? read_distributor(address - GICD, bytes)
                          : read_interface(address - GICC);
}

static void write_register(uintptr_t address, unsigned int bytes, uint64_t value)
{
    if (address < GICC)
        write_distributor(address - GICD, bytes, value);
    else
        write_interface(address - GICC, value);
}

static const struct host_device device = {read_register, write_register};

/* ---- the cases ------------------------------------------------------------------------------- */

static const struct private_irqs timer = {.enabled = 1u << TIMER};

static void fill(void)
{
    gic_private_model_fill(&gic.private, true);
    gic.private.pending = 0xffff0000; /* the SGIs' are in sgi_senders */
    gic.private.pending_by_line = 1u << TIMER;
    gic.mask = 0;
    gic.binary_point = 7;
    gic.interface_control = BYPASS | EOIMODE;
    memset(gic.active, 0xff, sizeof(gic.active));
    memset(gic.sgi_senders, 0xff, sizeof(gic.sgi_senders));
}

static const struct irqchip *probe(void)
{
    memset(&gic, 0, sizeof(gic));
    fill();
    gic.control = 1;
    gic.spi_enabled = gic.spi_active = UINT32_MAX;
    host_device = &device;
    return ((const struct irqchip_driver *)drivers_start->operations)->probe(NULL);
}

static void check_interface(uint32_t control)
{
    const uint32_t none[4] = {0};

    assert_int_equal(gic.interface_control, control);
    assert_int_equal(gic.mask, 0xff);
    assert_int_equal(gic.binary_point, 0);
    assert_memory_equal(gic.active, none, sizeof(none));
}

static void check_default_priorities(void)
{
    for (unsigned int irq = 0; irq < 32; irq++)
        assert_int_equal(gic.private.priorities[irq], IRQ_PRIORITY_DEFAULT);
}

/* The shared interrupts change only while nothing is delivered. */
static void test_probe(void **state)
{
    const struct irqchip *chip = probe();

    (void)state;
    assert_non_null(chip);
    assert_int_equal(chip->limit(), LINES);
    assert_int_equal(gic.violations, 0);
    assert_int_equal(gic.spi_enabled | gic.spi_active, 0);
    assert_int_equal(gic.control, 1);
}

static void test_init(void **state)
{
    const uint8_t none[16] = {0};

    (void)state;
    assert_true(probe()->init_cpu(0, &timer));
    gic_private_model_check(&gic.private, 0, 0xffff | 1u << TIMER, 0);
    assert_memory_equal(gic.sgi_senders, none, sizeof(none));
    check_default_priorities();
    check_interface(BYPASS | 1);
}

static void test_edge(void **state)
{
    const struct private_irqs irqs = {.enabled = 1u << 16 | 1u << 31, .edge = 1u << 16 | 1u << 31};

    (void)state;
    assert_true(probe()->init_cpu(0, &irqs));
    assert_int_equal(gic.private.ppi_config, 0x80000002u);
}

static void test_exit(void **state)
{
    const struct irqchip *chip = probe();

    (void)state;
    chip->init_cpu(0, &timer);
    chip->exit_cpu();
    assert_int_equal(gic.interface_control, BYPASS);
}

static void test_refused(void **state)
{
    const struct irqchip *chip = probe();

    (void)state;
    gic.forgets_enable = true;
    assert_false(chip->init_cpu(0, &timer));
}

/* A power-down state loses all registers of the CPU; what is pending afterwards stays so. */
static void test_suspend(void **state)
{
    const struct irqchip *chip = probe();

    (void)state;
    chip->init_cpu(0, &timer);
    chip->enable(20);
    chip->set_priority(20, 0x40);
    chip->set_trigger(21, MUSTER_IRQ_EDGE);
    chip->save_cpu();
    fill();
    assert_true(chip->resume_cpu());
    assert_int_equal(gic.private.enabled, 0xffff | 1u << TIMER | 1u << 20);
    assert_int_equal(gic.private.ppi_config, 2u << 2 * (21 - 16));
    assert_int_equal(gic.private.pending, 0xffff0000);
    assert_int_equal(gic.private.active, 0);
    assert_int_equal(gic.private.groups, 0);
    assert_int_equal(gic.private.violations, 0);
    assert_int_equal(gic.private.priorities[20], 0x40);
    gic.private.priorities[20] = IRQ_PRIORITY_DEFAULT;
    check_default_priorities();
    check_interface(BYPASS | 1);
}

/* A distributor that has lost power delivers nothing, as after a reset. */
static void test_distributor_off(void **state)
{
    const struct irqchip *chip = probe();

    (void)state;
    chip->init_cpu(0, &timer);
    chip->save_cpu();
    fill();
    gic.control = 0;
    assert_false(chip->resume_cpu());
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_probe),
        cmocka_unit_test(test_init),
        cmocka_unit_test(test_edge),
        cmocka_unit_test(test_exit),
        cmocka_unit_test(test_refused),
        cmocka_unit_test(test_suspend),
        cmocka_unit_test(test_distributor_off),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
