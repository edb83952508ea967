/* SPDX-License-Identifier: MIT */
#include <errno.h>

#include <muster/smp.h>

#include "hotplug/handshake.h"
#include "hotplug/hotplug_lock.h"
#include "hotplug/mailbox.h"
#include "hotplug/occupant.h"
#include "hotplug/secondary.h"
#include "hotplug/walk.h"

/* Takes a CPU down: cpu_down(). */

/* Takes the calling CPU down, in its idle loop. The CPU commits itself by completing the request.
 * If the control CPU has stopped waiting for the request by then, the CPU goes back up instead. */
static int go_down(unsigned int cpu, uintptr_t unused)
{
    (void)unused;
    int error = cpuhp_walk_down(cpu, CPUHP_AP_ONLINE);
    if (!error) {
        if (mailbox_complete(cpu, 0))
            secondary_leave(cpu);
        error = -ECANCELED;
        cpuhp_walk_back_up(cpu, CPUHP_ONLINE);
    }
    cpu_occupant->reopen(cpu);
    return error;
}

static int take_down(unsigned int cpu)
{
    if (cpuhp_cpu_state(cpu) == CPUHP_OFFLINE)
        return -EALREADY;
    if (!handshake_is_done(cpu))
        return handshake_clear(cpu);
    if (handshake_hangs_on_way_down(cpu))
        return -EBUSY;
    cpuhp_begin_pass(cpu, CPUHP_OFFLINE);
    int error = mailbox_request(cpu, MAILBOX_LEAVE, go_down, 0);
    if (!error)
        error = handshake_bury(cpu);
    cpuhp_end_pass(cpu, error);
    return error;
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
    int error = take_down(cpu);
    hotplug_unlock();
    return error;
}
