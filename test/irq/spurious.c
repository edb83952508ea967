/* SPDX-License-Identifier: MIT */
#include <stdint.h>

#include <muster/app.h>
#include <muster/irq.h>
#include <muster/percpu.h>
#include <muster/smp_call.h>

#include "cases.h"
#include "check.h"
#include "mask.h"
#include "rtc.h"
#include "work.h"

/*
 * usage: irq-spurious CASE
 *
 * Interrupts without a handler, interrupts that are withdrawn, and interrupts that come all the
 * time.
 */

#define IRQ 160
#define PPI 20

static struct rtc rtc;
static uint32_t calls;

static struct muster_irq_counts counts_of(unsigned int cpu)
{
    struct muster_irq_counts counts;

    CHECK(muster_irq_counts(cpu, &counts) == 0);
    return counts;
}

static bool clear(unsigned int irq, void *argument)
{
    (void)irq;
    (void)argument;
    bool was_asserted = rtc_is_asserted(&rtc);
    rtc_clear(&rtc);
    smp_store_release(&calls, calls + 1);
    return was_asserted;
}

static void check_rtc_works(void)
{
    uint32_t before = smp_load_acquire(&calls);

    rtc_fire(&rtc);
    wait_for(&calls, before + 1);
    CHECK(!rtc_is_asserted(&rtc));
}

/* ---- withdrawn ------------------------------------------------------------------------------- */

static void withdraw_masked(void)
{
    uint64_t flags;
    uint32_t before = calls;

    local_irq_save(flags);
    rtc_fire(&rtc);
    rtc_clear(&rtc);
    local_irq_restore(flags);
    local_irq_save(flags);
    rtc_fire(&rtc);
    CHECK(muster_irq_disable(rtc.irq) == 0);
    local_irq_restore(flags);
    wait_us(200);
    CHECK(calls == before);
    rtc_clear(&rtc);
    CHECK(muster_irq_enable(rtc.irq) == 0);
    wait_us(200);
    CHECK(calls == before);
}

static uint32_t is_over;
static uint64_t steps;

static int step(void *unused)
{
    (void)unused;
    while (!smp_load_acquire(&is_over)) {
        __atomic_store_n(&steps, steps + 1, __ATOMIC_RELAXED);
        cpu_relax();
    }
    return 0;
}

static void wait_for_steps(void)
{
    uint64_t before = __atomic_load_n(&steps, __ATOMIC_RELAXED);

    wait_until(__atomic_load_n(&steps, __ATOMIC_RELAXED) >= before + 10);
}

/* Withdraws an interrupt while its CPU may have begun to take it. */
static void withdraw_from_other(void)
{
    struct cpumask mask = mask_of(1);
    const unsigned int rounds = 2000;

    CHECK(muster_irq_set_affinity(rtc.irq, &mask) == 0);
    work_on(1, step, NULL);
    wait_for_steps();
    struct muster_irq_counts before = counts_of(1);
    for (unsigned int i = 0; i < rounds; i++) {
        rtc_fire(&rtc);
        rtc_clear(&rtc);
        CHECK(muster_irq_disable(rtc.irq) == 0);
        CHECK(muster_irq_enable(rtc.irq) == 0);
    }
    struct muster_irq_counts after = counts_of(1);
    wait_for_steps();
    console_printf("of %u: %u handled, %u spurious, %u unwanted\n", rounds,
                   (unsigned int)(after.handled - before.handled),
                   (unsigned int)(after.spurious - before.spurious),
                   (unsigned int)(after.unknown - before.unknown));
    CHECK(muster_irq_cpu(rtc.irq) == 1);
    CHECK(muster_irq_enable(rtc.irq) == 0);
    check_rtc_works();
    smp_store_release(&is_over, 1);
    wait_until_idle(1);
}

static void withdrawn(void)
{
    CHECK(muster_irq_request(rtc.irq, clear, NULL, "rtc") == 0);
    for (unsigned int i = 0; i < 20; i++)
        withdraw_masked();
    check_rtc_works();
    withdraw_from_other();
}

/* ---- unknown --------------------------------------------------------------------------------- */

/* Registers of the distributor, which the test writes without the runtime. */
#define GICD_IGROUPR 0x080
#define GICD_ISENABLER 0x100
#define GICD_ISPENDR 0x200
#define GICD_ITARGETSR 0x800
static bool is_gicv2;

static volatile uint32_t *distributor_word(uintptr_t offset)
{
    int bytes, node = fdt_node_offset_by_compatible(muster_fdt(), -1, "arm,gic-v3");
    is_gicv2 = node < 0;
    if (is_gicv2)
        node = fdt_node_offset_by_compatible(muster_fdt(), -1, "arm,cortex-a15-gic");
    const fdt32_t *reg = fdt_getprop(muster_fdt(), node, "reg", &bytes);
    CHECK(reg && bytes >= 8);
    return (volatile uint32_t *)(((uintptr_t)fdt32_to_cpu(reg[0]) << 32 | fdt32_to_cpu(reg[1])) +
                                 offset);
}

static void unknown_shared(void)
{
    const uintptr_t word = IRQ / 32 * 4;
    const uint32_t bit = 1u << IRQ % 32;
    struct muster_irq_counts before = counts_of(0);

    if (is_gicv2)
        *distributor_word(GICD_ITARGETSR + IRQ) = 0x01010101;
    else
        *distributor_word(GICD_IGROUPR + word) |= bit;
    *distributor_word(GICD_ISENABLER + word) = bit;
    *distributor_word(GICD_ISPENDR + word) = bit;
    wait_until(!(*distributor_word(GICD_ISENABLER + word) & bit));
    wait_us(1000);
    struct muster_irq_counts after = counts_of(0);
    CHECK(after.unknown == before.unknown + 1);
    CHECK(after.handled > before.handled);
}

static bool count(unsigned int irq, void *argument)
{
    (void)irq;
    (void)argument;
    smp_store_release(&calls, calls + 1);
    return true;
}

/* Takes the handler away while the interrupt is pending and masked. */
static void unknown_private(void)
{
    uint64_t flags;
    struct muster_irq_counts before = counts_of(1);

    CHECK(muster_percpu_irq_request(PPI, count, NULL, "private") == 0);
    CHECK(muster_irq_enable(PPI) == 0);
    local_irq_save(flags);
    CHECK(muster_irq_raise(PPI) == 0);
    smp_store_release(&calls, 1);
    wait_for(&calls, 2);
    local_irq_restore(flags);
    wait_us(1000);
    struct muster_irq_counts after = counts_of(1);
    CHECK(after.unknown == before.unknown + 1);
}

static int be_cpu_1(void *unused)
{
    (void)unused;
    unknown_private();
    return 0;
}

static void unknown(void)
{
    distributor_word(0);
    unknown_shared();
    if (!is_gicv2) { /* QEMU's GICv2 cannot make one pending by software */
        work_on(1, be_cpu_1, NULL);
        wait_for(&calls, 1);
        CHECK(muster_irq_free(PPI) == 0);
        smp_store_release(&calls, 2);
        wait_until_idle(1);
    }
    calls = 0;
    CHECK(muster_irq_request(IRQ, count, NULL, "known") == 0);
    CHECK(muster_irq_raise(IRQ) == 0);
    wait_for(&calls, 1);
}

/* ---- unwanted, and storms -------------------------------------------------------------------- */

#define MAX_UNWANTED 1000

static bool refuse(unsigned int irq, void *argument)
{
    (void)irq;
    (void)argument;
    smp_store_release(&calls, calls + 1);
    return false;
}

static void unwanted(void)
{
    struct muster_irq_counts before = counts_of(0);

    CHECK(muster_irq_request(rtc.irq, refuse, NULL, "refuses") == 0);
    for (uint32_t times = 1; times <= 3; times++) {
        rtc_fire(&rtc);
        wait_for(&calls, times * MAX_UNWANTED);
        wait_us(1000);
        CHECK(calls == times * MAX_UNWANTED);
        CHECK(counts_of(0).unknown >= before.unknown + times * MAX_UNWANTED);
        rtc_clear(&rtc);
        CHECK(muster_irq_enable(rtc.irq) == 0);
    }
    CHECK(muster_irq_free(rtc.irq) == 0);
    CHECK(muster_irq_request(rtc.irq, clear, NULL, "wants") == 0);
    check_rtc_works();
}

#define STORM 5000
#define STORM_RAISED 300

/* The device releases the line after STORM calls. */
static bool be_stormy(unsigned int irq, void *argument)
{
    (void)irq;
    (void)argument;
    if ((calls + 1) % STORM == 0)
        rtc_clear(&rtc);
    smp_store_release(&calls, calls + 1);
    return true;
}

static uint32_t storm_calls[NR_CPUS]; /* each by its CPU */

static bool raise_again(unsigned int irq, void *argument)
{
    uint32_t *mine = &storm_calls[smp_processor_id()];

    (void)argument;
    if (*mine + 1 < STORM_RAISED)
        CHECK(muster_irq_raise(irq) == 0);
    smp_store_release(mine, *mine + 1);
    return true;
}

static int be_in_storm(void *unused)
{
    unsigned int self = smp_processor_id();

    (void)unused;
    CHECK(muster_irq_request(IRQ + self, raise_again, NULL, "storm") == 0);
    CHECK(muster_irq_cpu(IRQ + self) == (int)self);
    CHECK(muster_irq_raise(IRQ + self) == 0);
    wait_for(&storm_calls[self], STORM_RAISED);
    CHECK(muster_irq_free(IRQ + self) == 0);
    return 0;
}

static void storm(void)
{
    CHECK(muster_irq_request(rtc.irq, be_stormy, NULL, "stormy") == 0);
    for (unsigned int cpu = 1; cpu < nr_cpu_ids; cpu++)
        work_on(cpu, be_in_storm, NULL);
    for (uint32_t times = 1; times <= 2; times++) {
        rtc_fire(&rtc);
        wait_for(&calls, times * STORM);
        wait_us(1000);
        CHECK(calls == times * STORM);
    }
    be_in_storm(NULL);
    for (unsigned int cpu = 1; cpu < nr_cpu_ids; cpu++) {
        wait_until_idle(cpu);
        CHECK(storm_calls[cpu] == STORM_RAISED);
    }
}

static const struct test_case cases[] = {
    {"withdrawn", withdrawn},
    {"unknown", unknown},
    {"unwanted", unwanted},
    {"storm", storm},
};

int app_main_percpu(unsigned int cpu)
{
    if (cpu != 0)
        return 0;
    rtc_find(&rtc);
    RUN_CASE(1, cases);
    return 0;
}
