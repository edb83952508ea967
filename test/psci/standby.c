/* SPDX-License-Identifier: MIT */
#include <errno.h>

#include <muster/app.h>
#include <muster/idle.h>
#include <muster/order.h>
#include <muster/psci.h>

#include "args.h"
#include "check.h"
#include "wait.h"

/*
 * usage: psci-standby HAS
 *
 * CPU 1 stands by until CPU 0 takes it down. Some states are refused. HAS is 0 for a firmware
 * without CPU_SUSPEND.
 */

#define STANDBY_STATE 0
#define POWER_DOWN_STATE (1u << 16)

static uint32_t about_to_sleep, woken;

/* Takes CPU 1 down. The request comes as an interrupt: CPU 1 wakes up, returns and goes down. An
 * interrupt just before CPU 1 sleeps does not wake it, so the request is repeated. */
static void wake(void)
{
    int error;

    wait_until(__atomic_load_n(&about_to_sleep, __ATOMIC_ACQUIRE));
    wait_until((error = cpu_down(1)) != -ETIMEDOUT);
    CHECK(error == 0);
    CHECK(__atomic_load_n(&woken, __ATOMIC_ACQUIRE));
}

int app_main_percpu(unsigned int cpu)
{
    int expected = arg_number(1) ? 0 : -EOPNOTSUPP;

    CHECK(!psci_ops.cpu_suspend == !arg_number(1));
    CHECK(psci_power_state_loses_context(POWER_DOWN_STATE));
    CHECK(!psci_power_state_loses_context(STANDBY_STATE));
    CHECK(muster_cpu_standby(POWER_DOWN_STATE) == -EINVAL);
    if (cpu == 0 && !expected) {
        wake();
    } else if (cpu == 1) {
        __atomic_store_n(&about_to_sleep, 1, __ATOMIC_RELEASE);
        CHECK(muster_cpu_standby(STANDBY_STATE) == expected);
        __atomic_store_n(&woken, 1, __ATOMIC_RELEASE);
    }
    return 0;
}
