/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_CPUHP_INSTANCE_H
#define MUSTER_CPUHP_INSTANCE_H

#include <muster/cpuhp.h>
#include <muster/linkage.h>

MUSTER_BEGIN_DECLS

/**
 * @file
 * Hotplug states with callbacks for each of several things of a kind.
 *
 * On a CPU's way up its instances are started in the order in which they were added, on the way
 * down in reverse. If one fails, those before it are undone.
 *
 * @addtogroup cpus
 * @{
 */

/**
 * An instance: embed one in each thing of the kind, such as the devices of a driver. Its member is
 * private while the instance is added.
 */
struct cpuhp_instance;

/**
 * A callback of a state with instances.
 *
 * @param cpu       the CPU that passes the state
 * @param instance  the instance
 * @return as a cpuhp_callback
 */
typedef int (*cpuhp_instance_callback)(unsigned int cpu, struct cpuhp_instance *instance);

/**
 * Gives a state its callbacks for instances. It has no instance yet, and nothing is called.
 *
 * @param state     as for cpuhp_setup_state()
 * @param name      as for cpuhp_setup_state()
 * @param startup   called for each instance on the way up, or NULL
 * @param teardown  called for each instance on the way down and in a rollback, or NULL
 * @return as cpuhp_setup_state()
 *
 * **Context:** that of cpuhp_setup_state().
 */
int cpuhp_setup_state_multi(enum cpuhp_state state, const char *name,
                            cpuhp_instance_callback startup, cpuhp_instance_callback teardown)
    MUSTER_LINK_NAME(cpuhp_setup_state_multi);

/**
 * Adds an instance to a state, and calls the startup for every CPU that has passed the state, as
 * cpuhp_setup_state() does, with the same rollback.
 *
 * @param state     a state with instances
 * @param instance  the instance
 * @retval 0           it has been done
 * @retval -EINVAL     @p state is no state with instances
 * @retval -EEXIST     the instance is in it already
 * @retval -EAGAIN     another hotplug operation is under way, or a CPU hangs in one
 * @retval -ETIMEDOUT  a CPU did not get to its callback within cpuhp.timeout_ms
 * @return otherwise what a callback returned
 *
 * **Context:** that of cpuhp_setup_state().
 */
int cpuhp_state_add_instance(enum cpuhp_state state, struct cpuhp_instance *instance)
    MUSTER_LINK_NAME(cpuhp_state_add_instance);

/**
 * Adds an instance to a state, and calls nothing.
 *
 * @param state     a state with instances
 * @param instance  the instance
 * @retval 0           it has been done
 * @retval -EINVAL     @p state is no state with instances
 * @retval -EEXIST     the instance is in it already
 * @retval -EAGAIN     another hotplug operation is under way, or a CPU hangs in one
 * @retval -ETIMEDOUT  a CPU did not get to its callback within cpuhp.timeout_ms
 * @return otherwise what a callback returned
 *
 * **Context:** that of cpuhp_setup_state().
 */
int cpuhp_state_add_instance_nocalls(enum cpuhp_state state, struct cpuhp_instance *instance)
    MUSTER_LINK_NAME(cpuhp_state_add_instance_nocalls);

/**
 * Takes an instance away from a state, and calls the teardown for every CPU that has passed the
 * state, with the same rollback.
 *
 * @param state     a state with instances
 * @param instance  the instance
 * @retval 0           it has been done
 * @retval -EINVAL     @p state is no state with instances, or the instance is not in it
 * @retval -EAGAIN     another hotplug operation is under way, or a CPU hangs in one
 * @retval -ETIMEDOUT  a CPU did not get to its callback within cpuhp.timeout_ms
 * @return otherwise what a callback returned
 *
 * **Context:** that of cpuhp_setup_state().
 */
int cpuhp_state_remove_instance(enum cpuhp_state state, struct cpuhp_instance *instance)
    MUSTER_LINK_NAME(cpuhp_state_remove_instance);

/**
 * Takes an instance away from a state, and calls nothing.
 *
 * @param state     a state with instances
 * @param instance  the instance
 * @retval 0           it has been done
 * @retval -EINVAL     @p state is no state with instances, or the instance is not in it
 * @retval -EAGAIN     another hotplug operation is under way, or a CPU hangs in one
 * @retval -ETIMEDOUT  a CPU did not get to its callback within cpuhp.timeout_ms
 * @return otherwise what a callback returned
 *
 * **Context:** that of cpuhp_setup_state().
 */
int cpuhp_state_remove_instance_nocalls(enum cpuhp_state state, struct cpuhp_instance *instance)
    MUSTER_LINK_NAME(cpuhp_state_remove_instance_nocalls);

/** @} */

/** @cond internal */

struct cpuhp_instance {
    struct cpuhp_instance *next;
};

/** @endcond */

MUSTER_END_DECLS

#endif
