/* SPDX-License-Identifier: MIT */
#include <errno.h>

#include <muster/smp.h>

#include "../app.h"
#include "handshake.h"
#include "lock.h"
#include "mailbox.h"
#include "walk.h"

/* cpu_down(). */

/*
 * The CPU's own part of its way down, in its idle loop. It commits itself by completing the
 * request: when the control CPU has stopped waiting for that, it goes back up instead.
 */
static int go_down(unsigned int cpu, uintptr_t unused)
{
    (void)unused;
    int error = cpuhp_walk_down(cpu, CPUHP_AP_ONLINE);
    if (error)
        return error;
    if (mailbox_complete(cpu, 0))
        handshake_leave(cpu);
    cpuhp_walk_back_up(cpu, CPUHP_ONLINE);
    return -ECANCELED;
}

static int take_down(unsigned int cpu)
{
    if (!handshake_is_done(cpu))
        return handshake_clear(cpu);
    int error = mailbox_request(cpu, MAILBOX_LEAVE, go_down, 0);
    return error ? error : handshake_bury(cpu);
}

int cpu_down(unsigned int cpu)
{
    if (!cpu_possible(cpu))
        return -EINVAL;
    if (cpuhp_cpu_state(cpu) == CPUHP_OFFLINE)
        return -EALREADY;
    if (cpu == smp_processor_id())
        return num_online_cpus() == 1 ? -EBUSY : -EDEADLK;
    if (!hotplug_trylock())
        return -EBUSY;
    int error = -EALREADY;
    if (cpuhp_cpu_state(cpu) != CPUHP_OFFLINE) {
        cpuhp_begin_pass(cpu, CPUHP_OFFLINE);
        error = take_down(cpu);
        cpuhp_end_pass(cpu, error);
    }
    hotplug_unlock();
    return error;
}
