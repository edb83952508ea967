/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_CPUHP_H
#define MUSTER_RUNTIME_CPUHP_H

#include <muster/cpuhp.h>

/*
 * The walk through the hotplug states, without the handshake: smp_boot.c says on which CPU and
 * when a part of it runs.
 */

/* Fills the table's own states and puts the boot CPU, which runs already, into CPUHP_ONLINE. */
void cpuhp_init(void) MUSTER_LINK_NAME(cpuhp_init);
/* No state may be registered from here on. */
void cpuhp_seal(void) MUSTER_LINK_NAME(cpuhp_seal);

/*
 * Takes @p cpu up from the state it is in to @p target, calling the startups in between on the
 * calling CPU. A startup that fails ends the walk: the states passed in this walk are undone, the
 * CPU is back where it was, and the error is returned; @p failed is the state that failed. In the
 * STARTING section a failure is reported and the walk goes on.
 */
int cpuhp_walk_up(unsigned int cpu, enum cpuhp_state target, enum cpuhp_state *failed)
    MUSTER_LINK_NAME(cpuhp_walk_up);

/* Takes @p cpu down from the state it is in to @p target, calling the teardowns in reverse. */
void cpuhp_walk_down(unsigned int cpu, enum cpuhp_state target) MUSTER_LINK_NAME(cpuhp_walk_down);

#endif
