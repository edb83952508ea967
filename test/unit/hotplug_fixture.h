/* SPDX-License-Identifier: MIT */
#ifndef TEST_UNIT_HOTPLUG_FIXTURE_H
#define TEST_UNIT_HOTPLUG_FIXTURE_H

#include <stdbool.h>

/*
 * A callback in every hotplug state that can have one, and stand-ins for what the table of states
 * takes from the rest of the runtime. Each callback notes that it was called; one or two of them
 * can be made to fail.
 */

#define TEST_CPUS 4

/* What has been called since begin(): "P0+ P1+ P1-", the callback's name with "+" for its startup
 * and "-" for its teardown. P0 to P2 are of PREPARE states, S of a STARTING and O0 to O2 of ONLINE
 * states. */
extern char calls[256];

/* A second callback that fails with the error given to begin(). */
extern const char *failing_too;

/* CPU 2 has not taken an earlier request. */
extern bool is_busy;

/* The lock of the hotplug operations is taken. */
extern bool locked;

/* Interrupts were masked when the STARTING state was set up. */
extern bool starting_was_masked;

/* A cmocka group set-up: four CPUs, of which CPU 0 is online, and the states. */
int set_up(void **state);

/* Clears calls and the console. From now on the callback @p fails fails with the error @p with. */
void begin(const char *fails, int with);

/* Notes a call of the callback @p name. Returns the error that it is to fail with, or 0. */
int note(const char *name);

/* Brings the CPU up to ONLINE, with no failure. */
void bring_up(unsigned int cpu);

#define CALLBACKS_OF(state)                                                                        \
    int state##_up(unsigned int cpu);                                                              \
    int state##_down(unsigned int cpu)
CALLBACKS_OF(P0);
CALLBACKS_OF(P1);
CALLBACKS_OF(P2);
CALLBACKS_OF(O0);
CALLBACKS_OF(O1);
CALLBACKS_OF(O2);

#endif
