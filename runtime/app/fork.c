/* SPDX-License-Identifier: MIT */
#include <muster/fork.h>

#include <errno.h>
#include <stdbool.h>
#include <stddef.h>

#include <muster/app.h>
#include <muster/clock.h>
#include <muster/cmdline.h>
#include <muster/console.h>
#include <muster/order.h>
#include <muster/smp.h>
#include <muster/wait.h>

#include "app/slot.h"
#include "arch/cpu.h"
#include "base/clock.h"
#include "base/parse.h"
#include "console/reporter.h"
#include "hotplug/handshake.h"
#include "ipi/irqchip.h"

/* Functions that one CPU hands to another, and waiting for them; app.c has the CPU's side. */

static unsigned int timeout_ms = 600000;

static int parse_fork_timeout(const char *value)
{
    return parse_timeout_ms(value, 1, &timeout_ms);
}
MUSTER_EARLY_PARAM("fork.timeout_ms", parse_fork_timeout);

/* Claims the slot of a CPU that waits for work. */
static inline int claim(unsigned int cpu, struct slot *slot)
{
    if (app_is_to_begin())
        return handshake_is_done(cpu) ? -EBUSY : -ENODEV;
    if (!slot_change(slot, SLOT_FREE, SLOT_CLAIMED))
        return slot_word_of(slot) == SLOT_CLOSED ? -ENODEV : -EBUSY;
    if (!handshake_is_done(cpu)) { /* on its way up, which may still fail */
        slot_set_and_wake(slot, SLOT_FREE);
        return -ENODEV;
    }
    return 0;
}

/* Gives the CPU what the caller has written into the slot that it has claimed. */
static inline void hand_over(unsigned int cpu, struct slot *slot)
{
    __atomic_add_fetch(&app_running, 1, __ATOMIC_RELAXED); /* the caller counts: it is not 0 */
    state_word_set(&slot->word, SLOT_READY);
    smp_mb(); /* READY, then look whether it sleeps; partner: wait_for_work() */
    if (__atomic_load_n(&slot->sleeps, __ATOMIC_RELAXED))
        irqchip_send(cpu, IPI_WAKE_UP);
}

int muster_run_on(unsigned int cpu, int (*function)(void *argument), void *argument)
{
    if (!function || !cpu_possible(cpu))
        return -EINVAL;
    struct slot *slot = per_cpu_ptr(&app_slots, cpu);
    int error = claim(cpu, slot);
    if (error)
        return error;
    slot->is_forked = false;
    slot->function = function;
    slot->argument = argument;
    hand_over(cpu, slot);
    return 0;
}

int muster_fork(unsigned int cpu, void (*function)(void *argument), void *argument)
{
    if (!function || !cpu_possible(cpu))
        return -EINVAL;
    struct slot *slot = per_cpu_ptr(&app_slots, cpu);
    int error = claim(cpu, slot);
    if (error)
        return error;
    slot->is_forked = true;
    slot->forked = function;
    slot->argument = argument;
    hand_over(cpu, slot);
    return 0;
}

bool muster_cpu_is_idle(unsigned int cpu)
{
    return cpu_possible(cpu) && slot_word_of(per_cpu_ptr(&app_slots, cpu)) == SLOT_FREE &&
           !app_is_to_begin();
}

uint64_t slot_idle_ns(unsigned int cpu)
{
    if (!muster_cpu_is_idle(cpu))
        return 0;
    /* After the word has been seen FREE: it is of that time or a later one. */
    uint64_t since_ticks =
        __atomic_load_n(&per_cpu_ptr(&app_slots, cpu)->free_since_ticks, __ATOMIC_RELAXED);
    uint64_t now_ticks = arch_counter();
    return now_ticks > since_ticks ? clock_ns_of_ticks(now_ticks - since_ticks) : 0;
}

/* ---- waiting for them ----------------------------------------------------------------------- */

/* Acquire: what the function wrote before the CPU set the word FREE is seen; partner: app.c. */
static int result_of(const struct slot *slot, enum slot_word *word)
{
    *word = slot_word_of(slot);
    return *word == SLOT_FREE ? 0 : *word == SLOT_CLOSED ? -ENODEV : -EAGAIN;
}

/* The word goes through more than one value on its way to FREE: each look takes what it finds. */
static int wait_until_free(const struct slot *slot, uint64_t timeout_ns)
{
    uint64_t start_ns = muster_clock_ns(), passed_ns = 0;
    enum slot_word word;
    int result;

    while ((result = result_of(slot, &word)) == -EAGAIN) {
        if (passed_ns >= timeout_ns)
            return -ETIMEDOUT;
        muster_wait_while_equal(&slot->word, word, timeout_ns - passed_ns);
        passed_ns = muster_clock_ns() - start_ns;
    }
    return result;
}

int muster_join_timeout(unsigned int cpu, uint64_t timeout_ns)
{
    enum slot_word word;

    if (!cpu_possible(cpu))
        return -EINVAL;
    if (cpu == smp_processor_id())
        return -EDEADLK;
    if (app_is_to_begin())
        return -EBUSY;
    const struct slot *slot = per_cpu_ptr(&app_slots, cpu);
    int result = result_of(slot, &word);
    return result == -EAGAIN ? wait_until_free(slot, timeout_ns) : result;
}

int muster_join(unsigned int cpu)
{
    const uint64_t ns_per_ms = 1000000;
    int error = muster_join_timeout(cpu, timeout_ms * ns_per_ms);

    if (error == -ETIMEDOUT) {
        console_printf("muster: CPU %u: muster_join() has waited %u ms for CPU %u, whose function "
                       "has not returned\n",
                       smp_processor_id(), timeout_ms, cpu);
        report_cpu(cpu);
    }
    return error;
}
