/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_TEST_FIRMWARE_PLAY_H
#define MUSTER_TEST_FIRMWARE_PLAY_H

#include <stdbool.h>
#include <stdint.h>

/*
 * A firmware that does what a test wants, in front of the machine's own: psci_ops is public, and
 * from the constructors on the runtime calls what is put there. It counts, and passes on what the
 * test does not want to answer itself.
 */

#define PLAY_MAX_CPUS 8

/* What a test answers itself; NULL: passed on. Changed while no hotplug operation is under way. */
struct play {
    int (*cpu_on)(unsigned int cpu, uint64_t entry_pa, uint64_t context_id);
    int (*cpu_off)(unsigned int cpu);
    int (*affinity_info)(unsigned int cpu);
};
extern struct play play;

/* What the runtime has asked for, by target. */
struct play_calls {
    uint32_t ons, offs;
    uint64_t entry_pa, context_id; /* of the last CPU_ON; valid when `ons` has been seen */
};
extern struct play_calls play_calls[PLAY_MAX_CPUS];

uint32_t play_ons(unsigned int cpu);
uint32_t play_offs(unsigned int cpu);

/* The machine's own functions. */
int play_real_cpu_on(unsigned int cpu, uint64_t entry_pa, uint64_t context_id);
int play_real_cpu_off(unsigned int cpu);
int play_real_affinity_info(unsigned int cpu);

/*
 * The machine's CPU_ON as a firmware should have it: one call at a time, over when the core is on,
 * -EALREADY after that. QEMU lets two calls in a row succeed, and starts a running core again.
 */
int play_start_once(unsigned int cpu, uint64_t entry_pa, uint64_t context_id);

/* Waits, a bounded time, until a CPU that nobody wants has parked: by its boot record, for nothing
 * public tells. */
void play_wait_until_parked(unsigned int cpu);

#endif
