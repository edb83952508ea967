/* SPDX-License-Identifier: MIT */
#include "hotplug/setup.h"

#include <errno.h>
#include <stddef.h>

#include <muster/console.h>
#include <muster/cpuhp_instance.h>
#include <muster/smp.h>

#include "hotplug/chart.h"
#include "hotplug/handshake.h"
#include "hotplug/hotplug_lock.h"
#include "hotplug/mailbox.h"
#include "hotplug/table.h"
#include "hotplug/walk.h"

/* Adds and removes states and instances while CPUs are up. */

extern const struct cpuhp_state_entry entries_start[] __asm__("__muster_cpuhp_states_start")
    __attribute__((visibility("hidden")));
extern const struct cpuhp_state_entry entries_end[] __asm__("__muster_cpuhp_states_end")
    __attribute__((visibility("hidden")));

/* ---- calls for the CPUs that have passed the state ------------------------------------------ */

/* What call_for_all() calls for each CPU. There is one at a time, which belongs to the owner of the
 * hotplug lock. */
static struct {
    enum cpuhp_state state;
    struct cpuhp_instance *instance; /* NULL: all instances */
} subject;

static int call_here(unsigned int cpu, uintptr_t startup)
{
    return cpuhp_invoke(cpu, subject.state, startup, subject.instance);
}

/* Calls the startup or the teardown for @p cpu. The callback of a PREPARE state runs on the calling
 * CPU, any other on @p cpu itself. */
static int call_for(unsigned int cpu, bool startup)
{
    if (cpuhp_is_prepare(subject.state))
        return call_here(cpu, startup);
    return mailbox_request(cpu, MAILBOX_ANY_TIME, call_here, startup);
}

static bool has_passed(unsigned int cpu)
{
    return cpu_possible(cpu) && cpuhp_cpu_state(cpu) >= subject.state;
}

/* Calls the callback for each CPU from @p from on that has passed the state: upwards for startups,
 * downwards for teardowns, up to the CPU before @p end. On an error, @p from is the CPU where it
 * happened. */
static int call_range(int *from, int end, bool startup)
{
    for (int step = startup ? 1 : -1; *from != end; *from += step) {
        int error = has_passed((unsigned int)*from) ? call_for((unsigned int)*from, startup) : 0;
        if (error)
            return error;
    }
    return 0;
}

/* Calls the startups or the teardowns for all CPUs that have passed the state. When one fails,
 * undoes those that are done, in reverse order. */
static int call_for_all(enum cpuhp_state state, struct cpuhp_instance *instance, bool startup)
{
    int first = startup ? 0 : (int)nr_cpu_ids - 1, end = startup ? (int)nr_cpu_ids : -1;
    int at = first;

    subject.state = state;
    subject.instance = instance;
    int error = call_range(&at, end, startup);
    if (!error)
        return 0;
    int back = at + (startup ? -1 : 1);
    int second = call_range(&back, startup ? -1 : (int)nr_cpu_ids, !startup);
    if (second)
        cpuhp_mark_stuck((unsigned int)back,
                         startup ? "in a rollback, teardown" : "in a rollback, startup", state,
                         second);
    return error;
}

/* Takes the hotplug lock, unless a CPU hangs: such a CPU still walks through the states as they
 * were. Returns true if the caller owns the lock. */
static bool lock_states(void)
{
    unsigned int cpu;

    if (!hotplug_trylock())
        return false;
    for_each_possible_cpu (cpu) {
        if (mailbox_is_free(cpu) && !handshake_was_given_up(cpu))
            continue;
        hotplug_unlock();
        return false;
    }
    return true;
}

/* ---- the table ------------------------------------------------------------------------------ */

static bool is_dynamic(enum cpuhp_state state)
{
    return state == CPUHP_BP_PREPARE_DYN || state == CPUHP_AP_ONLINE_DYN;
}

static bool is_used(enum cpuhp_state state)
{
    return cpuhp_used_states & cpuhp_bit(state);
}

/* Returns the state that gets the callbacks: @p state, or the first free state of its dynamic
 * range. Returns -EBUSY or -ENOSPC if there is none. */
static int find_free(enum cpuhp_state state)
{
    int last = state;

    if (state == CPUHP_BP_PREPARE_DYN)
        last = CPUHP_BP_PREPARE_DYN_END;
    else if (state == CPUHP_AP_ONLINE_DYN)
        last = CPUHP_AP_ONLINE_DYN_END;
    for (int candidate = state; candidate <= last; candidate++)
        if (!is_used((enum cpuhp_state)candidate))
            return candidate;
    return is_dynamic(state) ? -ENOSPC : -EBUSY;
}

static bool takes_callbacks(enum cpuhp_state state)
{
    return state > CPUHP_OFFLINE && state < CPUHP_ONLINE && state != CPUHP_BRINGUP_CPU &&
           state != CPUHP_AP_IDLE_DEAD;
}

static bool is_the_runtimes(enum cpuhp_state state)
{
    return state == CPUHP_PERCPU_PREPARE || state == CPUHP_AP_IRQCHIP_STARTING ||
           state == CPUHP_AP_ONLINE || state == CPUHP_AP_ACTIVE || !takes_callbacks(state);
}

static void clear(enum cpuhp_state state)
{
    chart_keep_states();
    cpuhp_used_states &= ~cpuhp_bit(state);
    cpuhp_multi_states &= ~cpuhp_bit(state);
    cpuhp_steps[state] = (struct cpuhp_step){.name = NULL};
}

/* Puts a step into the table. The caller owns the hotplug lock. Returns the state's number or an
 * error. */
static int put(enum cpuhp_state state, const struct cpuhp_step *step, bool is_multi)
{
    int number = find_free(state);

    if (number < 0)
        return number;
    chart_keep_states();
    cpuhp_steps[number] = *step;
    cpuhp_used_states |= cpuhp_bit((enum cpuhp_state)number);
    if (is_multi)
        cpuhp_multi_states |= cpuhp_bit((enum cpuhp_state)number);
    return number;
}

static int set_up(enum cpuhp_state state, const struct cpuhp_step *step, bool is_multi, bool calls)
{
    if (!takes_callbacks(state) || !step->name || (!step->startup.single && !step->teardown.single))
        return -EINVAL;
    if (!lock_states())
        return -EAGAIN;
    int number = put(state, step, is_multi);
    if (number >= 0 && calls && step->startup.single) {
        int error = call_for_all((enum cpuhp_state)number, NULL, true);
        if (error) {
            clear((enum cpuhp_state)number);
            number = error;
        }
    }
    hotplug_unlock();
    return number < 0 || is_dynamic(state) ? number : 0;
}

int cpuhp_setup_state(enum cpuhp_state state, const char *name, cpuhp_callback startup,
                      cpuhp_callback teardown)
{
    const struct cpuhp_step step = {
        .name = name, .startup.single = startup, .teardown.single = teardown};
    return set_up(state, &step, false, true);
}

int cpuhp_setup_state_nocalls(enum cpuhp_state state, const char *name, cpuhp_callback startup,
                              cpuhp_callback teardown)
{
    const struct cpuhp_step step = {
        .name = name, .startup.single = startup, .teardown.single = teardown};
    return set_up(state, &step, false, false);
}

int cpuhp_setup_state_multi(enum cpuhp_state state, const char *name,
                            cpuhp_instance_callback startup, cpuhp_instance_callback teardown)
{
    const struct cpuhp_step step = {
        .name = name, .startup.multi = startup, .teardown.multi = teardown};
    return set_up(state, &step, true, false);
}

static int remove_state(enum cpuhp_state state, bool calls)
{
    if (is_the_runtimes(state) || !is_used(state))
        return -EINVAL;
    if (cpuhp_steps[state].instances)
        return -EBUSY;
    int error = 0;
    if (calls && cpuhp_steps[state].teardown.single && !(cpuhp_multi_states & cpuhp_bit(state)))
        error = call_for_all(state, NULL, false);
    if (!error)
        clear(state);
    return error;
}

static int remove_locked(enum cpuhp_state state, bool calls)
{
    if (!lock_states())
        return -EAGAIN;
    int error = remove_state(state, calls);
    hotplug_unlock();
    return error;
}

int cpuhp_remove_state(enum cpuhp_state state)
{
    return remove_locked(state, true);
}

int cpuhp_remove_state_nocalls(enum cpuhp_state state)
{
    return remove_locked(state, false);
}

/* ---- instances ------------------------------------------------------------------------------ */

/* Returns the address of the pointer to @p instance, or of the NULL at the end of the list. */
static struct cpuhp_instance **find_instance(enum cpuhp_state state,
                                             const struct cpuhp_instance *instance)
{
    struct cpuhp_instance **link = &cpuhp_steps[state].instances;
    while (*link && *link != instance)
        link = &(*link)->next;
    return link;
}

static bool is_multi_state(enum cpuhp_state state)
{
    return takes_callbacks(state) && (cpuhp_multi_states & cpuhp_bit(state));
}

static int add_instance(enum cpuhp_state state, struct cpuhp_instance *instance, bool calls)
{
    if (!is_multi_state(state) || !instance)
        return -EINVAL;
    struct cpuhp_instance **end = find_instance(state, instance);
    if (*end)
        return -EEXIST;
    int error = calls ? call_for_all(state, instance, true) : 0;
    if (error)
        return error;
    instance->next = NULL;
    *end = instance;
    return 0;
}

static int remove_instance(enum cpuhp_state state, struct cpuhp_instance *instance, bool calls)
{
    if (!is_multi_state(state) || !instance)
        return -EINVAL;
    struct cpuhp_instance **link = find_instance(state, instance);
    if (!*link)
        return -EINVAL;
    int error = calls ? call_for_all(state, instance, false) : 0;
    if (!error)
        *link = instance->next;
    return error;
}

static int change_instances(int (*change)(enum cpuhp_state, struct cpuhp_instance *, bool),
                            enum cpuhp_state state, struct cpuhp_instance *instance, bool calls)
{
    if (!lock_states())
        return -EAGAIN;
    int error = change(state, instance, calls);
    hotplug_unlock();
    return error;
}

int cpuhp_state_add_instance(enum cpuhp_state state, struct cpuhp_instance *instance)
{
    return change_instances(add_instance, state, instance, true);
}

int cpuhp_state_add_instance_nocalls(enum cpuhp_state state, struct cpuhp_instance *instance)
{
    return change_instances(add_instance, state, instance, false);
}

int cpuhp_state_remove_instance(enum cpuhp_state state, struct cpuhp_instance *instance)
{
    return change_instances(remove_instance, state, instance, true);
}

int cpuhp_state_remove_instance_nocalls(enum cpuhp_state state, struct cpuhp_instance *instance)
{
    return change_instances(remove_instance, state, instance, false);
}

/* ---- the table in the image ----------------------------------------------------------------- */

void cpuhp_take_entries(void)
{
    for (const struct cpuhp_state_entry *entry = entries_start; entry < entries_end; entry++) {
        int error = cpuhp_setup_state(entry->state, entry->name, entry->startup, entry->teardown);
        if (error < 0)
            console_printf("muster: cpuhp: state %d \"%s\" of the program cannot be set up: error "
                           "%d\n",
                           entry->state, entry->name ? entry->name : "", error);
    }
}
