/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_TEST_IDLE_FIRMWARE_H
#define MUSTER_TEST_IDLE_FIRMWARE_H

#include <stdbool.h>
#include <stdint.h>

#include <muster/cpumask.h>

/*
 * A CPU_SUSPEND that can lose the context, in front of the machine's own, which sleeps and never
 * loses anything. psci_ops is public: from the constructors on the runtime calls the function that
 * is put there.
 */

/* What it does with a power-down state. Changed while no CPU is in it. */
struct firmware {
    /* leaves all to the machine's own */
    bool is_real;
    /* an answer in place of it; 0: it sleeps, loses everything, and comes back at the entry */
    int error;
    /* comes back at once, without having slept */
    bool is_awake;
    /* calls this before it sleeps */
    void (*before)(unsigned int cpu);
    /* the next CPU comes back with this in place of the context id */
    uint64_t wrong_context_id;
};
extern struct firmware firmware;

/* How often each CPU has called it. Its own. */
extern uint32_t firmware_calls[NR_CPUS];
/* How often each CPU has lost its context; the CPU counts just before it loses it. Its own. */
extern uint32_t firmware_losses[NR_CPUS];
/* The context id of each CPU's last call. */
extern uint64_t firmware_context_ids[NR_CPUS];

/* lose.S */
void lose_context(uint64_t entry_pa, uint64_t context_id, bool has_gicv3) __attribute__((noreturn));
int call_and_compare(int (*function)(uint32_t), uint32_t argument, bool *kept);

#endif
