/* SPDX-License-Identifier: MIT */
/*
 * A firmware at EL3 for tests on QEMU's virt,secure=on: it leaves junk in every register that
 * Linux's Documentation/arch/arm64/booting.rst does not promise to a kernel, as firmware on silicon
 * does. The junk comes from a seed, which the firmware prints.
 *
 * Boots like this: QEMU starts all CPUs here, at EL3. CPU 0 takes the program from QEMU's fw_cfg
 * device, completes the device tree (tree.c), and enters the program at EL2 or EL1 (entry.S). The
 * other CPUs sleep until CPU_ON (psci.c).
 *
 * For QEMU alone: it has no caches, so there is no cache maintenance, and exclusives work with the
 * MMU off.
 */
#include "el3.h"

#define FW_CFG_PA 0x09020000u
#define FW_CFG_DATA 0x00
#define FW_CFG_SELECTOR 0x08
#define FW_CFG_DMA_HIGH 0x10
#define FW_CFG_DMA_LOW 0x14
#define FW_CFG_KERNEL_SIZE 0x08
#define FW_CFG_KERNEL_DATA 0x11
#define DMA_ERROR 0x01u
#define DMA_READ 0x02u
#define DMA_SELECT 0x08u

struct parameters parameters;

/* Returns the bytes of the program's file. The size is little-endian, as QEMU stores numbers. */
static uint32_t program_bytes(void)
{
    *(volatile uint16_t *)(uintptr_t)(FW_CFG_PA + FW_CFG_SELECTOR) =
        __builtin_bswap16(FW_CFG_KERNEL_SIZE);
    return read32(FW_CFG_PA + FW_CFG_DATA);
}

/* Has QEMU write the program to its place. The request is big-endian. It stands in RAM, since
 * QEMU does not reach secure memory. */
static void load_program(uint32_t bytes)
{
    volatile uint32_t *request = (volatile uint32_t *)(uintptr_t)PARAMETERS_PA;

    request[0] = __builtin_bswap32(FW_CFG_KERNEL_DATA << 16 | DMA_SELECT | DMA_READ);
    request[1] = __builtin_bswap32(bytes);
    request[2] = 0;
    request[3] = __builtin_bswap32(IMAGE_PA);
    complete_stores();
    write32(FW_CFG_PA + FW_CFG_DMA_HIGH, 0);
    write32(FW_CFG_PA + FW_CFG_DMA_LOW, __builtin_bswap32(PARAMETERS_PA));
    if (request[0] & __builtin_bswap32(DMA_ERROR))
        fail("fw_cfg does not give the program, of bytes", bytes);
}

static void fill(uint64_t start, uint64_t end, uint64_t *random)
{
    for (uint64_t pa = start; pa < end; pa += sizeof(uint64_t))
        *(volatile uint64_t *)(uintptr_t)pa = next_random(random);
}

static uint64_t align_up(uint64_t bytes)
{
    return (bytes + 7) & ~UINT64_C(7);
}

static void say_what(void)
{
    say("el3: seed ");
    say_number(parameters.seed);
    say(", options ");
    say_number(parameters.options);
    say(", enters at EL");
    say(has_option(OPTION_EL1) ? "1\n" : "2\n");
}

static _Noreturn void boot(void)
{
    const struct parameters *given = (const struct parameters *)(uintptr_t)PARAMETERS_PA;
    uint32_t bytes = program_bytes();
    uint64_t random;

    parameters.seed = given->seed;
    parameters.options = given->options;
    parameters.cntvoff_ticks = given->cntvoff_ticks;
    random = parameters.seed * 2 + 1;
    say_what();
    struct tree tree = complete_tree();
    if (tree.cpus > MAX_CPUS)
        fail("more CPUs than", MAX_CPUS);
    load_program(bytes);
    if (has_option(OPTION_RAM)) {
        fill(TREE_PA + align_up(tree.size_bytes), IMAGE_PA, &random);
        fill(IMAGE_PA + align_up(bytes), RAM_BASE + tree.ram_bytes, &random);
    }
    if (!has_option(OPTION_CLEAN))
        gic_junk_distributor(&random);
    enter_first(tree.cpus);
}

/* The first C code of each CPU. */
_Noreturn void el3_main(unsigned int cpu, bool gicv3)
{
    if (cpu == 0) {
        has_gicv3 = gicv3;
        gic_init_cpu(cpu);
        gic_init();
        boot();
    }
    while (!gic_is_ready())
        wait_for_event();
    gic_init_cpu(cpu);
    wait_for_cpu_on(cpu);
}
