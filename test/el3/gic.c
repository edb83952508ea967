/* SPDX-License-Identifier: MIT */
/*
 * The secure side of QEMU's interrupt controller, GICv2 (IHI 0048) or GICv3 (IHI 0069), with two
 * security states: the program has group 1, the firmware SGIs 8 to 15 and the secure timer's
 * interrupt in group 0. And the junk that an earlier stage may leave to the program.
 */
#include "el3.h"

#define GICD_PA 0x08000000u
#define GICC_PA 0x08010000u
#define GICR_PA 0x080a0000u
#define GICR_BYTES 0x20000u
#define GICR_PRIVATE 0x10000u

#define GICD_CTLR 0x000
#define GICD_CTLR_GRP0 (1u << 0)
#define GICD_CTLR_GRP1 (1u << 1) /* GICv3: the non-secure group 1 */
#define GICD_CTLR_ARE_S (1u << 4)
#define GICD_CTLR_ARE_NS (1u << 5)
#define GICD_TYPER 0x004
#define GICD_PIDR2_V3 0xffe8
#define GICD_SGIR 0xf00
#define GICD_SPENDSGIR 0xf20
#define GICD_IROUTER 0x6000

/* These are the redistributor's, too. */
#define GIC_IGROUPR 0x080
#define GIC_ISENABLER 0x100
#define GIC_ICENABLER 0x180
#define GIC_ISPENDR 0x200
#define GIC_ICPENDR 0x280
#define GIC_ISACTIVER 0x300
#define GIC_IPRIORITYR 0x400
#define GIC_ITARGETSR 0x800
#define GIC_ICFGR 0xc00
#define GIC_IGRPMODR 0xd00

#define GICR_WAKER 0x0014
#define GICR_WAKER_SLEEP (1u << 1)
#define GICR_WAKER_ASLEEP (1u << 2)

#define GICC_CTLR 0x00
#define GICC_CTLR_GRP0 (1u << 0)
#define GICC_CTLR_GRP1 (1u << 1)
#define GICC_CTLR_FIQ (1u << 3)
#define GICC_CTLR_NO_BYPASS (0xfu << 5)
#define GICC_PMR 0x04
#define GICC_BPR 0x08
#define GICC_IAR 0x0c
#define GICC_EOIR 0x10
#define GICC_ABPR 0x1c
#define GICC_NSAPR 0xe0

#define PRIVATE_OF_PROGRAM 0xdfff00ffu /* not SGIs 8 to 15, nor PPI 29 */
#define SGIS_OF_PROGRAM 0x000000ffu
#define PPIS_OF_PROGRAM 0xdfff0000u
#define FIRST_SPI 32u
#define NONSECURE_PRIORITY 0x80u /* the upper half, with bit 7 set */
#define ID_MASK 0x3ffu
#define WORDS_OF_PRIVATE 8u

bool has_gicv3;

static unsigned int lines(void)
{
    return FIRST_SPI * ((read32(GICD_PA + GICD_TYPER) & 0x1f) + 1);
}

/* Where this CPU's private interrupts are. */
static uintptr_t private_base(unsigned int cpu)
{
    return has_gicv3 ? GICR_PA + cpu * GICR_BYTES + GICR_PRIVATE : GICD_PA;
}

void gic_init(void)
{
    for (unsigned int irq = FIRST_SPI; irq < lines(); irq += 32)
        write32(GICD_PA + GIC_IGROUPR + irq / 8, UINT32_MAX);
    if (has_gicv3) {
        write32(GICD_PA + GICD_CTLR, GICD_CTLR_ARE_S | GICD_CTLR_ARE_NS);
        write32(GICD_PA + GICD_CTLR, GICD_CTLR_ARE_S | GICD_CTLR_ARE_NS | GICD_CTLR_GRP0);
    } else {
        write32(GICD_PA + GICD_CTLR, GICD_CTLR_GRP0);
    }
}

bool gic_is_ready(void)
{
    return read32(GICD_PA + GICD_CTLR) & GICD_CTLR_GRP0;
}

void gic_init_cpu(unsigned int cpu)
{
    uintptr_t base = private_base(cpu);

    if (has_gicv3) {
        uintptr_t waker = base - GICR_PRIVATE + GICR_WAKER;
        write32(waker, read32(waker) & ~GICR_WAKER_SLEEP);
        while (read32(waker) & GICR_WAKER_ASLEEP)
            ;
        write32(base + GIC_IGRPMODR, 0);
    }
    write32(base + GIC_IGROUPR, PRIVATE_OF_PROGRAM);
    write32(base + GIC_IPRIORITYR + (SGI_WAKEUP & ~3u), 0); /* the highest, of SGIs 12 to 15 */
    write32(base + GIC_ISENABLER, 1u << SGI_WAKEUP);
    if (has_gicv3) {
        gicv3_enable_interface();
    } else {
        write32(GICC_PA + GICC_PMR, 0xff);
        write32(GICC_PA + GICC_CTLR, GICC_CTLR_GRP0 | GICC_CTLR_FIQ | GICC_CTLR_NO_BYPASS);
    }
}

/* ---- junk ----------------------------------------------------------------------------------- */

/* Junk in the priorities that the program may set: QEMU's non-secure view has the upper half. */
static void junk_priorities(uintptr_t base, unsigned int first, unsigned int limit,
                            uint64_t *random)
{
    for (unsigned int irq = first; irq < limit; irq += 4)
        write32(base + GIC_IPRIORITYR + irq,
                (uint32_t)next_random(random) | NONSECURE_PRIORITY * 0x01010101u);
}

void gic_junk_distributor(uint64_t *random)
{
    unsigned int limit = lines();

    for (unsigned int irq = FIRST_SPI; irq < limit; irq += 32) {
        write32(GICD_PA + GIC_ISENABLER + irq / 8, (uint32_t)next_random(random));
        write32(GICD_PA + GIC_ISACTIVER + irq / 8, (uint32_t)next_random(random));
        if (has_option(OPTION_PENDING))
            write32(GICD_PA + GIC_ISPENDR + irq / 8, (uint32_t)next_random(random));
    }
    for (unsigned int irq = FIRST_SPI; irq < limit; irq += 16)
        write32(GICD_PA + GIC_ICFGR + irq / 4, (uint32_t)next_random(random));
    junk_priorities(GICD_PA, FIRST_SPI, limit, random);
    if (!has_gicv3) {
        for (unsigned int irq = FIRST_SPI; irq < limit; irq += 4)
            write32(GICD_PA + GIC_ITARGETSR + irq, (uint32_t)next_random(random));
        write32(GICD_PA + GICD_CTLR, GICD_CTLR_GRP0 | (next_random(random) & GICD_CTLR_GRP1));
        return;
    }
    for (unsigned int irq = FIRST_SPI; irq < limit; irq++) /* to a CPU of the machine, or to none */
        write32(GICD_PA + GICD_IROUTER + 8 * irq, (uint32_t)next_random(random) % MAX_CPUS);
    write32(GICD_PA + GICD_CTLR, GICD_CTLR_ARE_S | GICD_CTLR_ARE_NS | GICD_CTLR_GRP0 |
                                     (uint32_t)(next_random(random) & GICD_CTLR_GRP1));
}

void gic_junk_private(unsigned int cpu, uint64_t *random)
{
    uintptr_t base = private_base(cpu);

    write32(base + GIC_ISENABLER, (uint32_t)next_random(random) & PRIVATE_OF_PROGRAM);
    write32(base + GIC_ICENABLER, (uint32_t)next_random(random) & PRIVATE_OF_PROGRAM);
    write32(base + GIC_ISACTIVER, (uint32_t)next_random(random) & PRIVATE_OF_PROGRAM);
    junk_priorities(base, 0, 8, random);
    junk_priorities(base, 16, FIRST_SPI, random);
    write32(base + GIC_ICFGR + 4, (uint32_t)next_random(random));
    if (has_option(OPTION_PENDING)) {
        uint32_t stale = (uint32_t)next_random(random);
        write32(base + GIC_ISPENDR, stale & (has_gicv3 ? PRIVATE_OF_PROGRAM : PPIS_OF_PROGRAM));
        if (!has_gicv3) /* a byte for each SGI, with a bit for each sender */
            for (unsigned int sgi = 0; sgi < 8; sgi += 4)
                write32(GICD_PA + GICD_SPENDSGIR + sgi, (uint32_t)next_random(random));
    }
}

void gicv2_junk_interface(uint64_t *random)
{
    /* Below 0x80 the mask is the firmware's: the program cannot write it (IHI 0048 4.4.2). */
    write32(GICC_PA + GICC_PMR, ((uint32_t)next_random(random) & 0xff) | NONSECURE_PRIORITY);
    write32(GICC_PA + GICC_ABPR, (uint32_t)next_random(random) & 7);
    write32(GICC_PA + GICC_CTLR, GICC_CTLR_GRP0 | GICC_CTLR_FIQ | GICC_CTLR_NO_BYPASS |
                                     (uint32_t)(next_random(random) & GICC_CTLR_GRP1));
    if (has_option(OPTION_PRIORITIES))
        /* Words 2 and 3 are priorities from 0x80 on: the program's, and it cannot reach others. */
        for (unsigned int word = 2; word < 4; word++)
            write32(GICC_PA + GICC_NSAPR + 4 * word, (uint32_t)next_random(random));
}

/* Loses what the distributor has banked for this CPU, as one without power does. */
void gicv2_lose_banked(void)
{
    write32(GICD_PA + GIC_ICENABLER, PRIVATE_OF_PROGRAM);
    for (unsigned int word = 0; word < WORDS_OF_PRIVATE; word++)
        if (word != SGI_WAKEUP / 4)
            write32(GICD_PA + GIC_IPRIORITYR + 4 * word, 0);
    write32(GICD_PA + GIC_ICFGR + 4, 0);
}

void gic_lose_distributor(void)
{
    write32(GICD_PA + GICD_CTLR, read32(GICD_PA + GICD_CTLR) & ~GICD_CTLR_GRP1);
}

/* ---- the firmware's own interrupt ----------------------------------------------------------- */

void gic_wake(unsigned int cpu)
{
    if (has_gicv3)
        gicv3_send_wakeup(cpu);
    else
        write32(GICD_PA + GICD_SGIR, 1u << (16 + cpu) | SGI_WAKEUP);
}

static uint32_t take_secure(void)
{
    if (has_gicv3)
        return gicv3_take_secure();
    uint32_t token = read32(GICC_PA + GICC_IAR);
    write32(GICC_PA + GICC_EOIR, token);
    return token & ID_MASK;
}

/* Sleeps until another CPU has called gic_wake(). The program's interrupts do not come. */
void gic_wait_for_wakeup(void)
{
    if (has_gicv3)
        gicv3_park_interface();
    else
        write32(GICC_PA + GICC_CTLR, GICC_CTLR_GRP0 | GICC_CTLR_FIQ | GICC_CTLR_NO_BYPASS);
    while (take_secure() != SGI_WAKEUP)
        wait_for_interrupt();
}
