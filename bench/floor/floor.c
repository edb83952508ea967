/* SPDX-License-Identifier: MIT */
#include <stdbool.h>
#include <stdint.h>

#include <bare.h>

/*
 * The do-nothing image: the least that a program can do to bring all cores of QEMU's virt machine
 * in, as a measure for what Muster does. The boot core turns every other core on; each of these
 * sets a word of its own (a plain store: the MMU is off) and sleeps; the boot core sees that all
 * are in, prints how long that took, and ends QEMU.
 *
 * There is no device tree reader here, so the emulator's command line says how many cores there
 * are and how to start them (-device loader).
 */
#define CORES_SLOT 0x40180000  /* uint64_t: how many cores the machine has */
#define SERIAL_SLOT 0x40180008 /* uint64_t: not 0: turn a core on only when the one before is in */
#define SETTLE_SLOT 0x40180010 /* uint64_t: how long to wait before that, in ms */

#define MAX_CORES 512
#define CORES_PER_CLUSTER 16 /* of virt with GICv3: the core is Aff0, the cluster Aff1 */
#define PSCI_CPU_ON_64 0xc4000003

extern const char floor_secondary[];

/* Word n: core n is in. Written by core n, once. */
static uint32_t is_in[MAX_CORES];

static uint64_t read_slot(uintptr_t slot)
{
    return *(volatile const uint64_t *)slot;
}

static int64_t turn_on(unsigned int core)
{
    uint64_t mpidr = core / CORES_PER_CLUSTER << 8 | core % CORES_PER_CLUSTER;
    register uint64_t x0 __asm__("x0") = PSCI_CPU_ON_64;
    register uint64_t x1 __asm__("x1") = mpidr;
    register uint64_t x2 __asm__("x2") = (uintptr_t)floor_secondary;
    register uint64_t x3 __asm__("x3") = (uintptr_t)&is_in[core];
    __asm__ volatile("hvc #0"
                     : "+r"(x0), "+r"(x1), "+r"(x2), "+r"(x3)
                     : /* SMCCC 1.0 */
                     : "x4", "x5", "x6", "x7", "x8", "x9", "x10", "x11", "x12", "x13", "x14", "x15",
                       "x16", "x17", "memory");
    return (int64_t)x0;
}

static void wait_for(unsigned int core)
{
    while (!__atomic_load_n(&is_in[core], __ATOMIC_RELAXED))
        __asm__ volatile("yield");
}

/* QEMU resets each core in that core's own host thread, and for some 100 ms goes on doing that
 * to 512 cores while the first one runs already. An image that does nothing before would pay for
 * that. */
static void settle(uint64_t ms)
{
    const unsigned int looks_between = 10000; /* a look at the counter takes QEMU's big lock */
    const uint64_t ms_per_s = 1000;
    uint64_t begin = counter(), ticks = ms * counter_hz() / ms_per_s;

    while (counter() - begin < ticks)
        for (unsigned int i = 0; i < looks_between; i++)
            __asm__ volatile("yield");
}

static void bring_in(unsigned int cores, bool serially)
{
    for (unsigned int core = 1; core < cores; core++) {
        if (turn_on(core) != 0)
            exit_emulator(1);
        if (serially)
            wait_for(core);
    }
    for (unsigned int core = 1; core < cores; core++)
        wait_for(core);
}

void floor_main(void) __attribute__((noreturn));
void floor_main(void)
{
    const uint64_t ns_per_s = 1000000000;
    uint64_t cores = read_slot(CORES_SLOT);
    bool serially = read_slot(SERIAL_SLOT) != 0;

    if (cores < 1 || cores > MAX_CORES)
        exit_emulator(1);

    settle(read_slot(SETTLE_SLOT));
    uint64_t begin = counter();
    bring_in((unsigned int)cores, serially);
    uint64_t ticks = counter() - begin;

    print("RESULT bench=boot figure=floor_bringup_ns cpus=");
    print_number(cores);
    print(" value=");
    print_number(ticks * ns_per_s / counter_hz());
    print(serially ? " unit=ns mode=serial\n" : " unit=ns mode=parallel\n");
    exit_emulator(0);
}
