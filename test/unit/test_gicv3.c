/* SPDX-License-Identifier: MIT */
/* Checks the driver of GICv3 on a model of its registers (gicv3_model.h), which an earlier stage
 * has left full. */
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
#include "gicv3_model.h"
#include "host_mmio.h"
#include "ipi/irqchip.h"

#define HWID 0x102
#define TIMER 27u
#define NO_NMI 0xffffffffu
#define WITH_NMI 0xffffff7fu

/* ---- what is taken from the rest of the runtime ---------------------------------------------- */

static bool has_group0, enabled_group0, is_enabled, may_be_enabled = true;
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

bool arch_gicv3_cpu_enable(bool group0)
{
    if (!may_be_enabled)
        return false;
    is_enabled = true;
    enabled_group0 = group0;
    return true;
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

/* ---- the cases ------------------------------------------------------------------------------- */

static const struct private_irqs timer = {.enabled = 1u << TIMER};

static unsigned int extended_ppi_words, extended_spi_words; /* of the next machine */

/* Begins with enabled groups of the distributor; @p security is DS, or 0 with two states. */
static const struct irqchip *probe(uint32_t security, uint32_t redistributor_control)
{
    memset(&gic, 0, sizeof(gic));
    gic.extended_ppi_words = extended_ppi_words;
    gic.extended_spi_words = extended_spi_words;
    gicv3_model_fill(3);
    gic.control = GROUPS | ARE | security;
    gic.spi_enabled = gic.spi_active = UINT32_MAX;
    gic.redistributor_control = redistributor_control;
    has_group0 = security != 0;
    host_device = &gicv3_device;
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
    gicv3_model_fill(3);
    is_enabled = enabled_group0 = false;
    assert_true(chip->resume_cpu());
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

/* A distributor that has lost power has all groups disabled, as a reset leaves them. */
static void test_distributor_off(void **state)
{
    const struct irqchip *chip = probe(DS, 0);

    (void)state;
    chip->init_cpu(0, &timer);
    chip->save_cpu();
    gicv3_model_fill(3);
    gic.control = DS;
    assert_false(chip->resume_cpu());
}

/* On one CPU the levels above keep the system registers for themselves. */
static void test_no_system_registers(void **state)
{
    const struct irqchip *chip = probe(DS, 0);

    (void)state;
    may_be_enabled = false;
    assert_false(chip->init_cpu(0, &timer));
    may_be_enabled = true;
    assert_string_equal(console_captured(),
                        "muster: gicv3: CPU 0 (MPIDR 0x102) has system registers for the "
                        "controller that are disabled above EL1: it takes no interrupt\n");
}

/* ---- extended interrupts of an earlier stage ------------------------------------------------- */

static void check_extended(const struct gicv3_extended_model *words, unsigned int count,
                           bool are_private)
{
    for (unsigned int word = 0; word < count; word++) {
        assert_int_equal(words[word].enabled, 0);
        assert_int_equal(words[word].active, 0);
        assert_int_equal(words[word].pending, are_private ? 0 : UINT32_MAX);
    }
}

/* An extended interrupt that does not exist is not accessed: the model refuses that. */
static void test_extended(void **state)
{
    (void)state;
    for (extended_ppi_words = 0; extended_ppi_words <= EXTENDED_PPI_WORDS; extended_ppi_words++)
        for (extended_spi_words = 0; extended_spi_words <= EXTENDED_SPI_WORDS;
             extended_spi_words++) {
            const struct irqchip *chip = probe(DS, 0);
            check_distributor(DS);
            check_extended(gic.extended_spis, extended_spi_words, false);
            assert_true(chip->init_cpu(0, &timer));
            check_extended(gic.extended_ppis, extended_ppi_words, true);
            gic_private_model_check(&gic.private, WITH_NMI, 0xffff | 1u << TIMER, 0);
            assert_int_equal(gic.violations, 0);
            chip->save_cpu();
            gicv3_model_fill(3);
            assert_true(chip->resume_cpu());
            for (unsigned int word = 0; word < extended_ppi_words; word++)
                assert_int_equal(gic.extended_ppis[word].enabled, 0);
        }
    extended_ppi_words = extended_spi_words = 0;
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
        cmocka_unit_test(test_distributor_off),
        cmocka_unit_test(test_no_system_registers),
        cmocka_unit_test(test_lpis),
        cmocka_unit_test(test_lpis_stay),
        cmocka_unit_test(test_extended), /* last: the driver keeps the most words it has seen */
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
