/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_CPUHP_H
#define MUSTER_CPUHP_H

#include <stdbool.h>
#include <stdint.h>

#include <muster/linkage.h>

MUSTER_BEGIN_DECLS

/**
 * @file
 * Hotplug: the states that a CPU passes on its way up and down (docs/cpuhp.md).
 *
 * States with callbacks for each of several instances are in <muster/cpuhp_instance.h>, faults for
 * tests in <muster/cpuhp_fault.h>.
 *
 * @addtogroup cpus
 * @{
 */

/**
 * The states a CPU passes on its way up, in this order, and on its way down in reverse. As in
 * Linux (Documentation/core-api/cpu_hotplug.rst):
 *
 *   section    states                                   callbacks run on       may they fail?
 *   PREPARE    OFFLINE+1 .. BRINGUP_CPU                 the control CPU        yes
 *   STARTING   AP_IDLE_DEAD+1 .. AP_ONLINE              the CPU, IRQs masked   no
 *   ONLINE     AP_ONLINE_IDLE .. ONLINE                 the CPU, IRQs unmasked yes
 *
 * The control CPU is the one that calls cpu_up() or cpu_down(); at boot it is CPU 0, or with
 * cpuhp.fanout= a CPU that came up before. A state that has no callback is passed at no cost.
 */
enum cpuhp_state {
    /** No state. */
    CPUHP_INVALID = -1,
    /** The CPU is off. */
    CPUHP_OFFLINE = 0,

    /* PREPARE: on the control CPU */
    /** Stack, per-CPU area, TLS block, boot record. */
    CPUHP_PERCPU_PREPARE,
    /** The first dynamic state of the PREPARE section. */
    CPUHP_BP_PREPARE_DYN,
    /** The last dynamic state of the PREPARE section. */
    CPUHP_BP_PREPARE_DYN_END = CPUHP_BP_PREPARE_DYN + 15,
    /** Up: the CPU has been started; down: it is off. */
    CPUHP_BRINGUP_CPU,

    /* STARTING: on the CPU itself, with interrupts masked */
    /** Where a CPU stands that has undone its own states. */
    CPUHP_AP_IDLE_DEAD,
    /** The begin of the STARTING section. */
    CPUHP_AP_STARTING,
    /** The CPU takes interrupts from the controller. */
    CPUHP_AP_IRQCHIP_STARTING,
    /** In cpu_online_mask. */
    CPUHP_AP_ONLINE,

    /* ONLINE: on the CPU itself, with interrupts unmasked */
    /** The CPU has unmasked interrupts. */
    CPUHP_AP_ONLINE_IDLE,
    /** The first dynamic state of the ONLINE section. */
    CPUHP_AP_ONLINE_DYN,
    /** The last dynamic state of the ONLINE section. */
    CPUHP_AP_ONLINE_DYN_END = CPUHP_AP_ONLINE_DYN + 15,
    /** In cpu_active_mask. */
    CPUHP_AP_ACTIVE,
    /** The CPU is up. */
    CPUHP_ONLINE,
};

/** How many states there are. */
#define CPUHP_STATE_COUNT (CPUHP_ONLINE + 1)

/**
 * A state's callback.
 *
 * A startup that fails undoes the states that the CPU has passed. A teardown that fails brings the
 * CPU back to where it was. In the STARTING section neither may fail: a failure is reported by name
 * as a bug, and the walk goes on.
 *
 * @param cpu  the logical number of the CPU that passes the state
 * @return 0, or a negative errno (a positive number counts as -EPROTO)
 */
typedef int (*cpuhp_callback)(unsigned int cpu);

/**
 * Gives a state its callbacks, and calls @p startup for every CPU that has passed the state
 * already.
 *
 * For a state of the PREPARE section the calling CPU calls @p startup. For other states the CPU
 * itself does, while it waits in the runtime or in its next muster_checkpoint(); in the STARTING
 * section with interrupts masked. If one of them fails, @p teardown is called for those for which
 * @p startup succeeded, in reverse, and the state is free again.
 *
 * @param state     CPUHP_BP_PREPARE_DYN or CPUHP_AP_ONLINE_DYN for the next free dynamic state of
 *                  that section; any other state by its number if it has no callbacks yet
 * @param name      "subsys:mode", for messages; must stay valid
 * @param startup   called on the way up, or NULL
 * @param teardown  called on the way down and in a rollback, or NULL
 * @retval 0           the state has its callbacks; for a dynamic state its number, above 0
 * @retval -EINVAL     the state does not exist or takes no callbacks, or there is no name, or no
 *                     callback at all
 * @retval -EBUSY      the state is taken
 * @retval -ENOSPC     no dynamic state is free
 * @retval -EAGAIN     another hotplug operation is under way (in a callback it always is), or a CPU
 *                     hangs in one
 * @retval -ETIMEDOUT  a CPU did not get to its callback within cpuhp.timeout_ms
 * @return otherwise what @p startup returned on some CPU
 *
 * **Context:** any online CPU, interrupts unmasked, constructors included; may wait. Not in a
 * callback.
 */
int cpuhp_setup_state(enum cpuhp_state state, const char *name, cpuhp_callback startup,
                      cpuhp_callback teardown) MUSTER_LINK_NAME(cpuhp_setup_state);

/**
 * Gives a state its callbacks, and calls none of them.
 *
 * @param state     as for cpuhp_setup_state()
 * @param name      as for cpuhp_setup_state()
 * @param startup   as for cpuhp_setup_state()
 * @param teardown  as for cpuhp_setup_state()
 * @return as cpuhp_setup_state()
 *
 * **Context:** that of cpuhp_setup_state().
 */
int cpuhp_setup_state_nocalls(enum cpuhp_state state, const char *name, cpuhp_callback startup,
                              cpuhp_callback teardown) MUSTER_LINK_NAME(cpuhp_setup_state_nocalls);

/**
 * Takes a state's callbacks away, and calls the teardown for every CPU that has passed the state,
 * the highest first.
 *
 * @param state  its number, or what cpuhp_setup_state() returned
 * @retval 0           the state is free
 * @retval -EINVAL     the state has no callbacks, or they are the runtime's own
 * @retval -EBUSY      it is a state with instances
 * @retval -EAGAIN     another hotplug operation is under way, or a CPU hangs in one
 * @retval -ETIMEDOUT  a CPU did not get to its callback within cpuhp.timeout_ms
 * @return otherwise what a teardown returned. After a failure the state is as it was; startups are
 *         called again if need be
 *
 * **Context:** that of cpuhp_setup_state().
 */
int cpuhp_remove_state(enum cpuhp_state state) MUSTER_LINK_NAME(cpuhp_remove_state);

/**
 * Takes a state's callbacks away, and calls nothing.
 *
 * @param state  its number, or what cpuhp_setup_state() returned
 * @return as cpuhp_remove_state()
 *
 * **Context:** that of cpuhp_setup_state().
 */
int cpuhp_remove_state_nocalls(enum cpuhp_state state) MUSTER_LINK_NAME(cpuhp_remove_state_nocalls);

/**
 * Registers a state at link time, without a call: `MUSTER_CPUHP_STATE(ring, CPUHP_AP_ONLINE_DYN,
 * "ring:online", ring_online, ring_offline);` The entries are taken after the constructors, in the
 * order of linking, each as by cpuhp_setup_state(); one that cannot be taken is reported.
 */
#define MUSTER_CPUHP_STATE(id, state_, name_, startup_, teardown_)                                 \
    static const struct cpuhp_state_entry cpuhp_state_entry_##id                                   \
        __attribute__((used, section(".muster_cpuhp_states"), aligned(8))) = {                     \
            .name = (name_), .startup = (startup_), .teardown = (teardown_), .state = (state_)}

/**
 * Returns the state that a CPU stands in.
 *
 * @param cpu  the CPU
 * @return the state; CPUHP_INVALID if @p cpu is not possible
 *
 * **Context:** any CPU, any time. **Ordering:** acquire.
 */
enum cpuhp_state cpuhp_cpu_state(unsigned int cpu) MUSTER_LINK_NAME(cpuhp_cpu_state);

/**
 * Returns the name of a state.
 *
 * @param state  the state
 * @return the name; "?" if it has none
 *
 * **Context:** any CPU, any time.
 */
const char *cpuhp_state_name(enum cpuhp_state state) MUSTER_LINK_NAME(cpuhp_state_name);

/**
 * Prints the states that have callbacks, in order, as cpuhp.show=1 does at boot.
 *
 * **Context:** any CPU; may wait for the console.
 */
void cpuhp_show(void) MUSTER_LINK_NAME(cpuhp_show);

/** What is known of a CPU's way up and down. */
struct cpuhp_report {
    /** Where it stands; the same as `target` if it is on no way. */
    enum cpuhp_state state;
    /** Where it is on its way to. */
    enum cpuhp_state target;
    /** How its last way ended: 0 or a negative errno. */
    int result;
    /** The state that failed, if `result` is not 0. */
    enum cpuhp_state failed;
    /**
     * A rollback failed or the CPU hung: it stands half-way. cpu_up() and cpu_down() go on from
     * there, and one that gets to its end clears this.
     */
    bool is_stuck;
    /** How often it has gone up or down, failures included. */
    uint32_t passes;
    /**
     * For how long it stood in each state on its last way, in ticks of muster_counter(); 0 for a
     * state that it did not pass or that has no callback. All 0 without MUSTER_CPUHP_CHART.
     */
    uint64_t state_ticks[CPUHP_STATE_COUNT];
};

/**
 * Tells what is known of a CPU's way up and down.
 *
 * @param cpu     the CPU
 * @param report  gets the answer; while @p cpu is on its way, its parts may be of different moments
 * @retval 0        the answer is there
 * @retval -EINVAL  @p cpu is not possible
 *
 * **Context:** any CPU, any time.
 */
int cpuhp_report(unsigned int cpu, struct cpuhp_report *report) MUSTER_LINK_NAME(cpuhp_report);

/**
 * Prints the reports of all possible CPUs, a line each.
 *
 * **Context:** any CPU; may wait for the console.
 */
void cpuhp_print_report(void) MUSTER_LINK_NAME(cpuhp_print_report);

/** @} */

/** @cond internal */

/* An entry of the table that MUSTER_CPUHP_STATE() fills. */
struct cpuhp_state_entry {
    const char *name;
    cpuhp_callback startup, teardown;
    enum cpuhp_state state;
};

/** @endcond */

MUSTER_END_DECLS

#endif
