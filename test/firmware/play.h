/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_TEST_FIRMWARE_PLAY_H
#define MUSTER_TEST_FIRMWARE_PLAY_H

#include <stdbool.h>
#include <stdint.h>

/*
 * A firmware that does what a test wants, in front of the machine's own. psci_ops is public: from
 * the constructors on the runtime calls the functions that are put there. They count the calls, and
 * pass on those that the test does not answer itself.
 */

#define PLAY_MAX_CPUS 8

/* The functions that a test answers itself; NULL: passed on. Changed while no hotplug operation is
 * under way. */
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
 * Calls the machine's CPU_ON as a good firmware would: one call at a time, complete when the core
 * is on. Returns -EALREADY after that. QEMU lets two calls in a row succeed, and starts a running
 * core again.
 */
int play_start_once(unsigned int cpu, uint64_t entry_pa, uint64_t context_id);

/* Waits, for a bounded time, until a CPU that was given up has parked. It reads the boot record,
 * because nothing public tells that. */
void play_wait_until_parked(unsigned int cpu);

#endif
