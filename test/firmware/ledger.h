/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_TEST_FIRMWARE_LEDGER_H
#define MUSTER_TEST_FIRMWARE_LEDGER_H

#include <stdbool.h>
#include <stdint.h>

/*
 * A state in each section whose callbacks keep books: no startup twice, no teardown without a
 * startup, each on the CPU that the section says, per-CPU data in its place. Callbacks are
 * registered by a constructor; CPU 0 has no entry, for it was up before.
 */

enum ledger_section { LEDGER_PREPARE, LEDGER_STARTING, LEDGER_ONLINE, LEDGER_SECTIONS };

/* How often the CPU has passed that state upwards. */
uint32_t ledger_ups(unsigned int cpu, enum ledger_section section);
/* The stack pointer when the CPU passed its STARTING section last. */
uintptr_t ledger_stack(unsigned int cpu);

/* Called in each callback, after the bookkeeping; its result is the callback's. Or NULL. */
extern int (*ledger_hook)(unsigned int cpu, enum ledger_section section, bool startup);

/* The CPU is up, in all masks, all its states passed, and does what it is given. */
void check_up(unsigned int cpu);
/* It is off or parked: in no mask, and none of its states is left. */
void check_down(unsigned int cpu);
/* It takes no part, wherever it stands. */
void check_away(unsigned int cpu);

/* Down and up again, checked after each step. */
void check_cycle(unsigned int cpu);

/* How long anything may take on a machine that is busy, where something is waited for. */
#define LEDGER_BOUND_MS 20000

#endif
