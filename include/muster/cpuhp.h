/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_CPUHP_H
#define MUSTER_CPUHP_H

#include <muster/linkage.h>

MUSTER_BEGIN_DECLS

/**
 * The states a CPU passes on its way up, in this order, and on its way down in reverse. As in
 * Linux (Documentation/core-api/cpu_hotplug.rst):
 *
 *   section    states                                   startup runs on        may it fail?
 *   PREPARE    OFFLINE+1 .. BRINGUP_CPU                 the control CPU        yes
 *   STARTING   AP_IDLE_DEAD+1 .. AP_ONLINE              the CPU, IRQs masked   no
 *   ONLINE     AP_ONLINE_IDLE .. ONLINE                 the CPU, IRQs unmasked yes
 *
 * A state that has no callback is passed at no cost. A failure undoes the states passed, in
 * reverse, by their teardown callbacks, and the CPU ends in CPUHP_OFFLINE.
 */
enum cpuhp_state {
    CPUHP_INVALID = -1,
    CPUHP_OFFLINE = 0,

    /* PREPARE: on the control CPU */
    CPUHP_PERCPU_PREPARE, /* stack, per-CPU area, TLS block, boot record */
    CPUHP_BP_PREPARE_DYN,
    CPUHP_BP_PREPARE_DYN_END = CPUHP_BP_PREPARE_DYN + 15,
    CPUHP_BRINGUP_CPU, /* the CPU has been started, and has answered or is about to */

    /* STARTING: on the CPU itself, with interrupts masked */
    CPUHP_AP_IDLE_DEAD, /* where a CPU stands that has undone its own states */
    CPUHP_AP_STARTING,
    CPUHP_AP_IRQCHIP_STARTING,
    CPUHP_AP_ONLINE, /* in cpu_online_mask */

    /* ONLINE: on the CPU itself, with interrupts unmasked */
    CPUHP_AP_ONLINE_IDLE,
    CPUHP_AP_ONLINE_DYN,
    CPUHP_AP_ONLINE_DYN_END = CPUHP_AP_ONLINE_DYN + 15,
    CPUHP_AP_ACTIVE, /* in cpu_active_mask */
    CPUHP_ONLINE,
};

#define CPUHP_STATE_COUNT (CPUHP_ONLINE + 1)

/**
 * A state's callback.
 * @param cpu  the logical CPU that passes the state
 * @return 0, or a negative errno (a STARTING callback and every teardown must return 0; one that
 *         does not is reported by name and the walk goes on)
 */
typedef int (*cpuhp_callback)(unsigned int cpu);

/**
 * Gives a state its callbacks, before the other CPUs are brought up.
 *
 * @param state     CPUHP_BP_PREPARE_DYN or CPUHP_AP_ONLINE_DYN for the next free dynamic state of
 *                  that section; any other state by its number if it has no callbacks yet
 * @param name      "subsys:mode", for messages; must stay valid
 * @param startup   called on the way up, or NULL
 * @param teardown  called on the way down and in a rollback, or NULL
 * @return for a dynamic state its number (above 0), otherwise 0; -EINVAL for a state that does not
 *         exist or takes no callbacks, a missing name, or no callback at all; -EBUSY for a state
 *         that is taken;
 *         -ENOSPC when no dynamic state is free; what @p startup returned on the boot CPU.
 *
 * The boot CPU has passed its states by then: cpuhp_setup_state() calls @p startup for it at once,
 * (that of a STARTING state with interrupts masked) and takes the state back when that fails;
 * cpuhp_setup_state_nocalls() does not call.
 *
 * **Context:** CPU 0 while it boots: constructors and drivers. Afterwards -EBUSY.
 */
int cpuhp_setup_state(enum cpuhp_state state, const char *name, cpuhp_callback startup,
                      cpuhp_callback teardown) MUSTER_LINK_NAME(cpuhp_setup_state);
int cpuhp_setup_state_nocalls(enum cpuhp_state state, const char *name, cpuhp_callback startup,
                              cpuhp_callback teardown) MUSTER_LINK_NAME(cpuhp_setup_state_nocalls);

/** The state that @p cpu stands in, or CPUHP_INVALID. **Context:** any CPU; acquire ordering. */
enum cpuhp_state cpuhp_cpu_state(unsigned int cpu) MUSTER_LINK_NAME(cpuhp_cpu_state);

/** The name of @p state, "?" when it has none. */
const char *cpuhp_state_name(enum cpuhp_state state) MUSTER_LINK_NAME(cpuhp_state_name);

MUSTER_END_DECLS

#endif
