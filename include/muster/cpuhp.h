/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_CPUHP_H
#define MUSTER_CPUHP_H

#include <stdbool.h>
#include <stdint.h>

#include <muster/linkage.h>

MUSTER_BEGIN_DECLS

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
    CPUHP_INVALID = -1,
    CPUHP_OFFLINE = 0,

    /* PREPARE: on the control CPU */
    CPUHP_PERCPU_PREPARE, /* stack, per-CPU area, TLS block, boot record */
    CPUHP_BP_PREPARE_DYN,
    CPUHP_BP_PREPARE_DYN_END = CPUHP_BP_PREPARE_DYN + 15,
    CPUHP_BRINGUP_CPU, /* up: the CPU has been started; down: it is off */

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
 * @return 0, or a negative errno (a positive number counts as -EPROTO). A startup that fails
 *         undoes the states that the CPU has passed; a teardown that fails brings it back to where
 *         it was. In the STARTING section neither may fail: it is reported by name as a bug, and
 * the walk goes on.
 */
typedef int (*cpuhp_callback)(unsigned int cpu);

/**
 * Gives a state its callbacks.
 *
 * @param state     CPUHP_BP_PREPARE_DYN or CPUHP_AP_ONLINE_DYN for the next free dynamic state of
 *                  that section; any other state by its number if it has no callbacks yet
 * @param name      "subsys:mode", for messages; must stay valid
 * @param startup   called on the way up, or NULL
 * @param teardown  called on the way down and in a rollback, or NULL
 * @return for a dynamic state its number (above 0), otherwise 0; -EINVAL for a state that does not
 *         exist or takes no callbacks, a missing name, or no callback at all; -EBUSY for a state
 *         that is taken; -ENOSPC when no dynamic state is free; -EAGAIN when another hotplug
 *         operation is under way (in a callback it always is) or a CPU hangs in one; -ETIMEDOUT
 *         when a CPU did not get to its callback within cpuhp.timeout_ms; else what @p startup
 * returned on some CPU.
 *
 * cpuhp_setup_state() calls @p startup for every CPU that has passed the state already: in the
 * PREPARE section on the calling CPU, otherwise on that CPU, which does it while it waits in the
 * runtime or in its next muster_checkpoint() (STARTING with interrupts masked). When one fails,
 * @p teardown is called for those for which @p startup succeeded, in reverse, and the state is free
 * again. cpuhp_setup_state_nocalls() calls nothing.
 *
 * **Context:** any online CPU, interrupts unmasked, constructors included; may wait. Not in a
 * callback.
 */
int cpuhp_setup_state(enum cpuhp_state state, const char *name, cpuhp_callback startup,
                      cpuhp_callback teardown) MUSTER_LINK_NAME(cpuhp_setup_state);
int cpuhp_setup_state_nocalls(enum cpuhp_state state, const char *name, cpuhp_callback startup,
                              cpuhp_callback teardown) MUSTER_LINK_NAME(cpuhp_setup_state_nocalls);

/**
 * Takes a state's callbacks away: its number, or the one that cpuhp_setup_state() returned.
 * @return 0; -EINVAL when the state has none or they are the runtime's own; -EBUSY when it is a
 *         multi-instance state with instances; -EAGAIN, -ETIMEDOUT as above; else what a teardown
 *         returned. After a failure the state is as it was, startups called again where need be.
 *
 * cpuhp_remove_state() calls the teardown for every CPU that has passed the state, the highest
 * first; cpuhp_remove_state_nocalls() calls nothing. **Context:** as cpuhp_setup_state().
 */
int cpuhp_remove_state(enum cpuhp_state state) MUSTER_LINK_NAME(cpuhp_remove_state);
int cpuhp_remove_state_nocalls(enum cpuhp_state state) MUSTER_LINK_NAME(cpuhp_remove_state_nocalls);

/**
 * A state with callbacks for each of several things of a kind (the devices of a driver): embed one
 * in each. The runtime's while it is added.
 */
struct cpuhp_instance {
    struct cpuhp_instance *next;
};

/** A callback of a multi-instance state: for one CPU and one instance. */
typedef int (*cpuhp_instance_callback)(unsigned int cpu, struct cpuhp_instance *instance);

/** As cpuhp_setup_state_nocalls(), for a state with instances, of which it has none yet. */
int cpuhp_setup_state_multi(enum cpuhp_state state, const char *name,
                            cpuhp_instance_callback startup, cpuhp_instance_callback teardown)
    MUSTER_LINK_NAME(cpuhp_setup_state_multi);

/**
 * Adds an instance to a multi-instance state, and takes it away again. On a CPU's way up its
 * instances are started in the order in which they were added, on the way down in reverse; when one
 * fails, those before it are undone. cpuhp_state_add_instance() and cpuhp_state_remove_instance()
 * call the callback for the CPUs that have passed the state, as cpuhp_setup_state() does, with
 * the same rollback; the _nocalls forms call nothing.
 * @return 0; -EINVAL when @p state is no multi-instance state or, for a removal, @p instance is not
 *         in it; -EEXIST when it is there already; -EAGAIN, -ETIMEDOUT or a callback's error as
 *         above.
 * **Context:** as cpuhp_setup_state().
 */
int cpuhp_state_add_instance(enum cpuhp_state state, struct cpuhp_instance *instance)
    MUSTER_LINK_NAME(cpuhp_state_add_instance);
int cpuhp_state_add_instance_nocalls(enum cpuhp_state state, struct cpuhp_instance *instance)
    MUSTER_LINK_NAME(cpuhp_state_add_instance_nocalls);
int cpuhp_state_remove_instance(enum cpuhp_state state, struct cpuhp_instance *instance)
    MUSTER_LINK_NAME(cpuhp_state_remove_instance);
int cpuhp_state_remove_instance_nocalls(enum cpuhp_state state, struct cpuhp_instance *instance)
    MUSTER_LINK_NAME(cpuhp_state_remove_instance_nocalls);

/** An entry of the table that MUSTER_CPUHP_STATE() fills. */
struct cpuhp_state_entry {
    const char *name;
    cpuhp_callback startup, teardown;
    enum cpuhp_state state;
};

/**
 * Registers a state at link time, without a call: `MUSTER_CPUHP_STATE(ring, CPUHP_AP_ONLINE_DYN,
 * "ring:online", ring_online, ring_offline);` The entries are taken after the constructors, in the
 * order of linking, each as by cpuhp_setup_state(); one that cannot be taken is reported.
 */
#define MUSTER_CPUHP_STATE(id, state_, name_, startup_, teardown_)                                 \
    static const struct cpuhp_state_entry cpuhp_state_entry_##id                                   \
        __attribute__((used, section(".muster_cpuhp_states"), aligned(8))) = {                     \
            .name = (name_), .startup = (startup_), .teardown = (teardown_), .state = (state_)}

/** The state that @p cpu stands in, or CPUHP_INVALID. **Context:** any CPU; acquire ordering. */
enum cpuhp_state cpuhp_cpu_state(unsigned int cpu) MUSTER_LINK_NAME(cpuhp_cpu_state);

/** The name of @p state, "?" when it has none. */
const char *cpuhp_state_name(enum cpuhp_state state) MUSTER_LINK_NAME(cpuhp_state_name);

/** Prints the states that have callbacks, in order; with cpuhp.show=1 at boot. */
void cpuhp_show(void) MUSTER_LINK_NAME(cpuhp_show);

/** What is known of a CPU's way up and down. */
struct cpuhp_report {
    /** Where it stands, and where it is on its way to: the same when it is on no way. */
    enum cpuhp_state state, target;
    /** How its last way ended: 0 or a negative errno, and then the state that failed. */
    int result;
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
 * @return 0; -EINVAL when @p cpu is not possible.
 * **Context:** any CPU. While @p cpu is on its way the parts may be of different moments.
 */
int cpuhp_report(unsigned int cpu, struct cpuhp_report *report) MUSTER_LINK_NAME(cpuhp_report);

/** Prints that for all possible CPUs, a line each. */
void cpuhp_print_report(void) MUSTER_LINK_NAME(cpuhp_print_report);

/**
 * Makes @p state fail once for @p cpu, with -EAGAIN, the next time that it passes it up or down, in
 * place of its callback; as cpuhp.fail= does. CPUHP_INVALID takes that back. A state without
 * callbacks fails as well; in the STARTING section a failure is reported and otherwise nothing.
 * @return 0; -EINVAL when @p cpu is not possible, or for CPUHP_OFFLINE, CPUHP_ONLINE and what is no
 *         state.
 * **Context:** any CPU, constructors included.
 */
int cpuhp_set_fail(unsigned int cpu, enum cpuhp_state state) MUSTER_LINK_NAME(cpuhp_set_fail);

/** What can go wrong outside the states: between the control CPU, the firmware and the CPU. */
enum cpuhp_fault {
    /** None: takes an earlier one back. */
    CPUHP_FAULT_NONE,
    /** CPU_ON is not called: the firmware's answer is `value`, a negative errno (psci.h). */
    CPUHP_FAULT_CPU_ON,
    /** CPU_OFF is not called: the firmware has refused. */
    CPUHP_FAULT_CPU_OFF,
    /** CPU_ON is not called, and said to have succeeded: the CPU never arrives. */
    CPUHP_FAULT_NEVER,
    /** The CPU arrives `value` milliseconds late. */
    CPUHP_FAULT_LATE,
    /** The CPU seems to lack the LSE atomics that the boot CPU has: it is refused. Where the boot
     * CPU has none, nothing happens. */
    CPUHP_FAULT_NO_LSE,
};

/**
 * Makes @p fault happen to @p cpu the next time that it could, once; as cpuhp.fault= does. One
 * fault is kept for each CPU.
 * @param value  the errno, or milliseconds from 1 to 600000; otherwise 0
 * @return 0; -EINVAL when @p cpu is not possible, for an unknown fault or a value it cannot have.
 * **Context:** any CPU, constructors included.
 */
int cpuhp_set_fault(unsigned int cpu, enum cpuhp_fault fault, int value)
    MUSTER_LINK_NAME(cpuhp_set_fault);

MUSTER_END_DECLS

#endif
