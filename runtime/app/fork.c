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
#include "base/clock.h"
#include "base/parse.h"
#include "base/ticks.h"
#include "base/wait_limit.h"
#include "console/reporter.h"
#include "hotplug/handshake.h"
#include "ipi/irqchip.h"

/* Hands functions from one CPU to another, and waits for them. app.c is the part of the CPU that
 * runs them. */

static unsigned int timeout_ms = NO_WAIT_LIMIT;

static int parse_fork_timeout(const char *value)
{
    return parse_timeout_ms(value, 0, &timeout_ms);
}
MUSTER_EARLY_PARAM("fork.timeout_ms", parse_fork_timeout);

/* Gives the claim of a slot back. The CPU may refuse the claim, and make it valid again, while this
 * CPU looks. */
static void unclaim(struct slot *slot)
{
    while (!slot_change(slot, SLOT_CLAIMED, SLOT_FREE) &&
           !slot_change(slot, SLOT_REFUSED, SLOT_CLOSED))
        ;
    muster_wake(&slot->word); /* partner: muster_join() */
}

static inline bool is_closed(enum slot_word word)
{
    return word == SLOT_CLOSED || word == SLOT_REFUSED;
}

/* Claims the slot of a CPU that waits for work. Returns 0, -EBUSY, or -ENODEV if the CPU is not
 * up. The CPU may be on its way up, which can still fail. Once it is up it refuses no claim, so the
 * claim is looked at after that. */
static inline int claim(unsigned int cpu, struct slot *slot)
{
    if (app_is_to_begin())
        return handshake_is_done(cpu) ? -EBUSY : -ENODEV;
    if (!slot_change(slot, SLOT_FREE, SLOT_CLAIMED))
        return is_closed(slot_word_of(slot)) ? -ENODEV : -EBUSY;
    if (!handshake_is_done(cpu) || slot_word_of(slot) != SLOT_CLAIMED) {
        unclaim(slot);
        return -ENODEV;
    }
    return 0;
}

/* Hands the function to the CPU. The caller has claimed the slot and written the function into
 * it. */
static inline void hand_over(unsigned int cpu, struct slot *slot)
{
    __atomic_add_fetch(&app_running, 1, __ATOMIC_RELAXED); /* not 0 before: the caller counts */
    state_word_set(&slot->word, SLOT_READY);
    smp_mb(); /* write READY, then read `sleeps`; partner: wait_for_work() */
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
    /* Read after the word was FREE, so the time is that of this FREE or of a later one. */
    uint64_t since_ticks =
        __atomic_load_n(&per_cpu_ptr(&app_slots, cpu)->free_since_ticks, __ATOMIC_RELAXED);
    uint64_t now_ticks = counter_in_order();
    return now_ticks > since_ticks ? clock_ns_of_ticks(now_ticks - since_ticks) : 0;
}

/* ---- waiting for them ----------------------------------------------------------------------- */

/* Returns 0 if the CPU is free, -EAGAIN while it is not, -ENODEV if it is closed. Acquire: the
 * caller sees what the function wrote before its CPU set FREE; partner: become_free() in app.c. */
static int result_of(const struct slot *slot, enum slot_word *word)
{
    *word = slot_word_of(slot);
    return *word == SLOT_FREE ? 0 : is_closed(*word) ? -ENODEV : -EAGAIN;
}

/* Waits until the CPU is free. Returns 0, -ENODEV or -ETIMEDOUT. The word takes more than one value
 * on its way to FREE, so each wait is for a change of the value just read. */
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
        smp_rmb(); /* read the clock, then look; partner: become_free() in app.c */
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
    int error = muster_join_timeout(cpu, wait_limit_ns(timeout_ms));

    if (error == -ETIMEDOUT) {
        console_printf("muster: CPU %u: muster_join() has waited %u ms for CPU %u, whose function "
                       "has not returned\n",
                       smp_processor_id(), timeout_ms, cpu);
        report_cpu(cpu);
    }
    return error;
}
