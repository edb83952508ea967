/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_TEST_EL3_H
#define MUSTER_TEST_EL3_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * What the parts of the firmware share. It runs at EL3 on QEMU's virt,secure=on with the MMU off;
 * its code is in the secure flash at 0, its data in the secure RAM.
 */

#define MAX_CPUS 8 /* one cluster of GICv2's */

/* ---- the machine ---------------------------------------------------------------------------- */

#define RAM_BASE 0x40000000u
#define TREE_PA RAM_BASE /* QEMU puts its device tree there */
#define PARAMETERS_PA (RAM_BASE + 0x180000u)
#define IMAGE_PA (RAM_BASE + 0x200000u)

static inline uint32_t read32(uintptr_t address)
{
    return *(volatile uint32_t *)address;
}

static inline void write32(uintptr_t address, uint32_t value)
{
    *(volatile uint32_t *)address = value;
}

/* ---- options, from PARAMETERS_PA on --------------------------------------------------------- */

/* tools/muster/el3_firmware.py has the words of --el3 for these bits. */
#define OPTION_EL1 (1u << 0)             /* enters at EL1 and not at EL2 */
#define OPTION_RAM (1u << 1)             /* junk in all RAM but the image and the tree */
#define OPTION_PENDING (1u << 2)         /* pending SGIs, PPIs and SPIs are left */
#define OPTION_PRIORITIES (1u << 3)      /* active priorities are left */
#define OPTION_GIC_OFF (1u << 4)         /* power-down loses GICv2's banked registers, too */
#define OPTION_IDLE (1u << 5)            /* the tree has a power-down idle state for each CPU */
#define OPTION_CLEAN (1u << 6)           /* no junk in registers */
#define OPTION_DISTRIBUTOR_OFF (1u << 7) /* power-down disables the distributor's groups, too */

struct parameters {
    uint64_t seed;
    uint64_t options;
    uint64_t cntvoff_ticks; /* CNTVOFF_EL2 with OPTION_EL1 */
};

extern struct parameters parameters;

static inline bool has_option(uint32_t option)
{
    return parameters.options & option;
}

/* ---- entry.S -------------------------------------------------------------------------------- */

/* Where a CPU enters the program. */
struct way_down {
    uint64_t entry_pa;
    uint64_t context_id; /* its x0 */
    uint64_t seed;       /* of the junk in its registers */
    uint64_t options;
    uint64_t cntvoff_ticks;
    uint64_t has_gicv3;
};

/* Fills the registers with junk, and enters the program. */
_Noreturn void enter_program(const struct way_down *way);

/* read_register.S: reads the register of a row of registers.h. `exists` is 0 where there is
 * none. */
struct reading {
    uint64_t value, exists;
};
struct reading read_register(uint64_t row);

/* Sleeps until an interrupt is pending for this CPU, of any security state; it may return early. */
void wait_for_interrupt(void);
bool is_interrupt_pending(void);
void wait_for_event(void);
/* Waits until earlier stores are visible to the other CPUs and to devices. */
void complete_stores(void);

/* The registers of GICv3's CPU interface that the firmware needs. */
void gicv3_enable_interface(void);
void gicv3_park_interface(void);
void gicv3_send_wakeup(uint64_t target);
uint32_t gicv3_take_secure(void);

_Noreturn void exit_emulator(unsigned int status);

/* ---- random.c, say.c ------------------------------------------------------------------------ */

uint64_t next_random(uint64_t *state);
void say(const char *text);
void say_number(uint64_t number);
_Noreturn void fail(const char *why, uint64_t number);

/* ---- gic.c ---------------------------------------------------------------------------------- */

#define SGI_WAKEUP 15u /* secure: the program's SGIs are 0 to 7 */

extern bool has_gicv3;

/* Sets up the distributor on CPU 0. When it is done, the distributor's register says so to the
 * other CPUs, since a reset of the machine clears that and keeps RAM. */
void gic_init(void);
bool gic_is_ready(void);
void gic_init_cpu(unsigned int cpu);

/* Leaves junk in what the non-secure side can write: in the distributor; in the registers of this
 * CPU's private interrupts; in GICv2's CPU interface, which GICv3 has as system registers. */
void gic_junk_distributor(uint64_t *random);
void gic_junk_private(unsigned int cpu, uint64_t *random);
void gicv2_junk_interface(uint64_t *random);
void gicv2_lose_banked(void);
/* Delivers none of the program's interrupts any more, as a distributor that has lost power. */
void gic_lose_distributor(void);

void gic_wake(unsigned int cpu);
void gic_wait_for_wakeup(void);

/* ---- tree.c --------------------------------------------------------------------------------- */

struct tree {
    unsigned int cpus;
    uint64_t ram_bytes;
    uint32_t size_bytes;
};

/* Puts what the firmware offers into QEMU's tree: /psci, enable-method, idle states. */
struct tree complete_tree(void);

/* ---- psci.c --------------------------------------------------------------------------------- */

/* Boots the program on CPU 0. */
_Noreturn void enter_first(unsigned int cpus);
/* Waits until CPU_ON has this CPU enter the program. */
_Noreturn void wait_for_cpu_on(unsigned int cpu);

#endif
