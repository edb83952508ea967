/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_TEST_MATRIX_STATES_H
#define MUSTER_TEST_MATRIX_STATES_H

#include <stdbool.h>
#include <stdint.h>

#include <muster/cpuhp.h>

/* The hotplug states of hotplug-matrix: their callbacks, and what these note and check. */

#define MAX_CPUS 4
#define MAX_EVENTS 32
#define FAILURE (-EPROTO)

/* What has a startup and a teardown, in the order of the way up: states, and the two instances of
 * one state. */
enum thing { P1, P2, STARTING, IDLE, O1, MA, MB, O2, THINGS };
#define TEARDOWN 0x10

extern enum cpuhp_state states[THINGS];

/* The control CPU; set by itself while nothing goes up or down. */
extern unsigned int driver;

/* The callbacks that a CPU has been through since the driver cleared its count. */
struct history {
    unsigned int count;
    unsigned char events[MAX_EVENTS]; /* enum thing, with TEARDOWN */
};
extern struct history history[MAX_CPUS];

/* What is to fail, each once; events as in the history, for one CPU. */
#define NO_EVENT 0xff
struct plan {
    unsigned int cpu;
    unsigned char events[2];
};
extern struct plan plan;

/* Returns true if the state is in the STARTING section, where callbacks may not fail. */
bool in_starting(enum cpuhp_state state);

/* Gives every CPU the tag that check_cpu() looks at. The driver calls it before anything else. */
void tag_all_cpus(void);

/* Checks what is true of a CPU in whatever state it stands: the callbacks passed, the masks, and
 * the CPU's own data. */
void check_cpu(unsigned int cpu);

#endif
