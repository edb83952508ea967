/* SPDX-License-Identifier: MIT */
#include <errno.h>

#include <muster/app.h>
#include <muster/machine.h>

#include "args.h"
#include "check.h"
#include "rendezvous.h"

/*
 * usage: psci-reset CPU ERROR
 *
 * CPU resets the machine, which tools/run's emulator answers by ending with status 0; if that comes
 * back, then with ERROR, a positive errno, and not at all when ERROR is 0.
 */

#define CAME_BACK_STATUS 3

int app_main_percpu(unsigned int cpu)
{
    static struct rendezvous place;

    rendezvous(&place);
    if (cpu != arg_number(1))
        spin_for_ever();
    CHECK(muster_system_reset() == -(int)arg_number(2));
    _exit(CAME_BACK_STATUS);
}
