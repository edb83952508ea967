/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stddef.h>
#include <string.h>

#include <muster/app.h>
#include <muster/cpuhp.h>

#include "check.h"
#include "rendezvous.h"

/* Checks cpuhp_setup_state() in a constructor: what it calls, returns and refuses. */

#define DYNAMIC_STATES 16

static unsigned int on_boot_cpu, on_others, must_not_run;

static int count(unsigned int cpu)
{
    CHECK(cpu == smp_processor_id());
    __atomic_fetch_add(cpu == 0 ? &on_boot_cpu : &on_others, 1, __ATOMIC_RELAXED);
    return 0;
}

/* The callback of refused states, which may not be called. */
static int refused(unsigned int cpu)
{
    (void)cpu;
    __atomic_fetch_add(&must_not_run, 1, __ATOMIC_RELAXED);
    return 0;
}

static int fail(unsigned int cpu)
{
    CHECK(cpu == 0); /* its state was taken back: no other CPU sees it */
    return -ENOTSUP;
}

static void check_invalid(enum cpuhp_state state, const char *name, cpuhp_callback startup)
{
    CHECK(cpuhp_setup_state(state, name, startup, NULL) == -EINVAL);
    CHECK(cpuhp_setup_state_nocalls(state, name, startup, NULL) == -EINVAL);
}

static void check_refusals(void)
{
    check_invalid(CPUHP_INVALID, "test:x", refused);
    check_invalid(CPUHP_OFFLINE, "test:x", refused);
    check_invalid(CPUHP_BRINGUP_CPU, "test:x", refused);
    check_invalid(CPUHP_AP_IDLE_DEAD, "test:x", refused);
    check_invalid(CPUHP_ONLINE, "test:x", refused);
    check_invalid((enum cpuhp_state)CPUHP_STATE_COUNT, "test:x", refused);
    check_invalid((enum cpuhp_state)1000, "test:x", refused);
    check_invalid(CPUHP_AP_ONLINE_DYN, NULL, refused);
    CHECK(cpuhp_setup_state(CPUHP_PERCPU_PREPARE, "test:x", refused, NULL) == -EBUSY);
    CHECK(cpuhp_setup_state(CPUHP_AP_ONLINE, "test:x", refused, NULL) == -EBUSY);
    CHECK(cpuhp_setup_state_nocalls(CPUHP_AP_ACTIVE, "test:x", NULL, refused) == -EBUSY);
}

static void check_names(void)
{
    CHECK(strcmp(cpuhp_state_name(CPUHP_OFFLINE), "offline") == 0);
    CHECK(strcmp(cpuhp_state_name(CPUHP_ONLINE), "online") == 0);
    CHECK(strcmp(cpuhp_state_name(CPUHP_AP_ONLINE_DYN), "?") == 0);
    CHECK(strcmp(cpuhp_state_name(CPUHP_INVALID), "?") == 0);
    CHECK(strcmp(cpuhp_state_name((enum cpuhp_state)CPUHP_STATE_COUNT), "?") == 0);
    CHECK(cpuhp_cpu_state(NR_CPUS) == CPUHP_INVALID);
    CHECK(cpuhp_cpu_state(num_possible_cpus()) == CPUHP_INVALID);
}

__attribute__((constructor)) static void set_up(void)
{
    check_names();
    check_refusals();

    /* Sets up a fixed state, for the boot CPU too. The second time the state is taken. */
    CHECK(cpuhp_setup_state(CPUHP_AP_ONLINE_IDLE, "test:idle", count, NULL) == 0);
    CHECK(on_boot_cpu == 1);
    CHECK(cpuhp_setup_state(CPUHP_AP_ONLINE_IDLE, "test:again", refused, NULL) == -EBUSY);
    CHECK(strcmp(cpuhp_state_name(CPUHP_AP_ONLINE_IDLE), "test:idle") == 0);

    /* Checks that a state that fails on the boot CPU leaves its number free. */
    CHECK(cpuhp_setup_state(CPUHP_AP_ONLINE_DYN, "test:fails", fail, refused) == -ENOTSUP);
    for (int i = 0; i < DYNAMIC_STATES; i++)
        CHECK(cpuhp_setup_state_nocalls(CPUHP_AP_ONLINE_DYN, "test:dynamic", count, NULL) ==
              (int)CPUHP_AP_ONLINE_DYN + i);
    CHECK(on_boot_cpu == 1);
    CHECK(cpuhp_setup_state(CPUHP_AP_ONLINE_DYN, "test:full", refused, NULL) == -ENOSPC);

    for (int i = 0; i < DYNAMIC_STATES; i++)
        CHECK(cpuhp_setup_state(CPUHP_BP_PREPARE_DYN, "test:dynamic", NULL, refused) ==
              (int)CPUHP_BP_PREPARE_DYN + i);
    CHECK(cpuhp_setup_state(CPUHP_BP_PREPARE_DYN, "test:full", refused, NULL) == -ENOSPC);
}

int app_main_percpu(unsigned int cpu)
{
    static struct rendezvous end;

    (void)cpu;
    if (!is_last(&end))
        return 0;
    CHECK(on_boot_cpu == 1);
    CHECK(on_others == (num_online_cpus() - 1) * (DYNAMIC_STATES + 1));
    CHECK(must_not_run == 0);
    return 0;
}
