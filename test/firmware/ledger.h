/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_TEST_FIRMWARE_LEDGER_H
#define MUSTER_TEST_FIRMWARE_LEDGER_H

#include <stdbool.h>
#include <stdint.h>

/*
 * A state in each section, with callbacks that keep books: no startup twice, no teardown without a
 * startup, each on the CPU that the section says, per-CPU data in its place. A constructor
 * registers the callbacks. CPU 0 has no entry, because it was up before.
 */

enum ledger_section { LEDGER_PREPARE, LEDGER_STARTING, LEDGER_ONLINE, LEDGER_SECTIONS };

/* Returns how often the CPU has passed that state upwards. */
uint32_t ledger_ups(unsigned int cpu, enum ledger_section section);
/* Returns the stack pointer when the CPU last passed its STARTING section. */
uintptr_t ledger_stack(unsigned int cpu);

/* Called in each callback, after the bookkeeping; the callback returns its result. NULL: not
 * called. */
extern int (*ledger_hook)(unsigned int cpu, enum ledger_section section, bool startup);

/* Checks that the CPU is up: in all masks, all its states passed, and working when given a
 * function. */
void check_up(unsigned int cpu);
/* Checks that the CPU is off or parked: in no mask, and with none of its states left. */
void check_down(unsigned int cpu);
/* Checks that the CPU takes no part, in whatever state it stands. */
void check_away(unsigned int cpu);

/* Takes the CPU down and brings it up again, with a check after each step. */
void check_cycle(unsigned int cpu);

/* How long anything may take on a machine that is busy, where something is waited for. */
#define LEDGER_BOUND_MS 20000

#endif
