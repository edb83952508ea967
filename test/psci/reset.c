/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stddef.h>

#include <muster/app.h>
#include <muster/machine.h>
#include <muster/psci.h>

#include "args.h"
#include "check.h"
#include "rendezvous.h"

/*
 * usage: psci-reset CPU ERROR [RESET2 [ANSWER]]
 *
 * CPU resets the machine, which tools/run's emulator answers by ending with status 0; if that comes
 * back, then with ERROR, a positive errno, and not at all when ERROR is 0. With RESET2 it asks for
 * SYSTEM_RESET2 of type 0 and cookie RESET2; with ANSWER a firmware that has it gives this answer,
 * a PSCI code without its sign.
 */

#define CAME_BACK_STATUS 3
#define WARM_RESET 0

static int answer(uint32_t reset_type, uint64_t cookie)
{
    CHECK(reset_type == WARM_RESET && cookie == arg_number(3));
    return psci_to_errno(-(int)arg_number(4));
}

static int reset(void)
{
    int argc = muster_app_args()->argc;

    if (argc <= 3)
        return muster_system_reset();
    if (argc > 4)
        psci_ops.system_reset2 = answer;
    return muster_system_reset2(WARM_RESET, arg_number(3));
}

int app_main_percpu(unsigned int cpu)
{
    static struct rendezvous place;

    rendezvous(&place);
    if (cpu != arg_number(1))
        spin_for_ever();
    CHECK(reset() == -(int)arg_number(2));
    _exit(CAME_BACK_STATUS);
}
