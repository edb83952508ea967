/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stddef.h>

#include <muster/cpuhp.h>
#include <muster/cpuhp_instance.h>

#include "check.h"
#include "setup_calls.h"

/* Instances of a state are added and removed, and fail, while the CPUs go up and down. */

struct device {
    struct cpuhp_instance instance;
    int number;
};
static struct device devices[] = {{.number = 1}, {.number = 2}, {.number = 3}};
#define INSTANCE(number) (&devices[(number)-1].instance)

static int device_up(unsigned int cpu, struct cpuhp_instance *instance)
{
    return note(cpu, ((struct device *)instance)->number, true);
}

static int device_down(unsigned int cpu, struct cpuhp_instance *instance)
{
    return note(cpu, ((struct device *)instance)->number, false);
}

static void check_instance_refusals(enum cpuhp_state state)
{
    CHECK(cpuhp_state_add_instance(state, INSTANCE(1)) == -EEXIST);
    CHECK(cpuhp_state_add_instance(state, NULL) == -EINVAL);
    CHECK(cpuhp_state_remove_instance(state, INSTANCE(3)) == -EINVAL);
    CHECK(cpuhp_state_remove_instance(state, NULL) == -EINVAL);
    CHECK(cpuhp_state_add_instance(CPUHP_AP_ONLINE_DYN, INSTANCE(3)) == -EINVAL); /* single */
    CHECK(cpuhp_state_add_instance(CPUHP_AP_ACTIVE, INSTANCE(3)) == -EINVAL);
    CHECK(cpuhp_state_add_instance(CPUHP_INVALID, INSTANCE(3)) == -EINVAL);
    CHECK(cpuhp_state_remove_instance((enum cpuhp_state)1000, INSTANCE(3)) == -EINVAL);
    CHECK(cpuhp_remove_state(state) == -EBUSY);
    CHECK(cpuhp_remove_state_nocalls(state) == -EBUSY);
}

static void expect_walk(unsigned int cpu, unsigned int on, bool startup)
{
    expect(cpu, on, startup ? 1 : 2, startup);
    expect(cpu, on, startup ? 2 : 1, startup);
}

/* Has the second instance fail on a CPU's way up, and then the first one on the way down; the other
 * one is undone. */
static void check_walk_with_instances(bool here)
{
    unsigned int on = here ? 0 : 3;

    CHECK(cpu_down(3) == 0);
    expect_walk(3, on, false);
    fail_once(3, 2, true, FAILURE);
    CHECK(cpu_up(3) == FAILURE);
    expect_walk(3, on, true);
    expect(3, on, 1, false);
    CHECK(cpu_up(3) == 0);
    expect_walk(3, on, true);
    fail_once(3, 1, false, FAILURE);
    CHECK(cpu_down(3) == FAILURE);
    expect_walk(3, on, false);
    expect(3, on, 2, true);
    CHECK(cpuhp_cpu_state(3) == CPUHP_ONLINE);
}

static void check_adding_fails(enum cpuhp_state state, bool here)
{
    fail_once(1, 3, true, FAILURE);
    CHECK(cpuhp_state_add_instance(state, INSTANCE(3)) == FAILURE);
    expect_all(0, 1, here, 3, true);
    expect_all(0, 0, here, 3, false);
    CHECK(cpuhp_state_add_instance_nocalls(state, INSTANCE(3)) == 0);
    fail_once(2, 3, false, FAILURE);
    CHECK(cpuhp_state_remove_instance(state, INSTANCE(3)) == FAILURE);
    expect_all(3, 2, here, 3, false);
    expect_all(3, 3, here, 3, true);
    CHECK(cpuhp_state_remove_instance_nocalls(state, INSTANCE(3)) == 0);
    CHECK(cpuhp_state_remove_instance_nocalls(state, INSTANCE(3)) == -EINVAL);
}

void check_instances(enum cpuhp_state section)
{
    int number = cpuhp_setup_state_multi(section, "test:devices", device_up, device_down);
    CHECK(number > 0);
    enum cpuhp_state state = (enum cpuhp_state)number;
    bool here = is_here(state);

    for (int i = 1; i <= 2; i++) {
        CHECK(cpuhp_state_add_instance(state, INSTANCE(i)) == 0);
        expect_all(0, CPUS - 1, here, i, true);
    }
    check_instance_refusals(state);
    check_walk_with_instances(here);
    check_adding_fails(state, here);
    for (int i = 1; i <= 2; i++) {
        CHECK(cpuhp_state_remove_instance(state, INSTANCE(i)) == 0);
        expect_all(CPUS - 1, 0, here, i, false);
    }
    CHECK(cpuhp_remove_state(state) == 0);
    forget();
}
