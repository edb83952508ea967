/* SPDX-License-Identifier: MIT */
#include "app.h"

#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>

#include <muster/app.h>
#include <muster/cmdline.h>
#include <muster/console.h>
#include <muster/cpuhp.h>
#include <muster/order.h>
#include <muster/panic.h>
#include <muster/percpu.h>
#include <muster/smp.h>

#include "hotplug/bring_up.h"
#include "hotplug/handshake.h"
#include "hotplug/mailbox.h"
#include "idle.h"
#include "irq/irqchip.h"
#include "libc/libc.h"
#include "percpu.h"
#include "state_word.h"
#include "sync/barrier.h"

static uint32_t released;  /* set once by the boot CPU; partner: is_to_begin() */
static uint32_t running;   /* CPUs with a function of the application that has not returned yet */
static bool allow_missing; /* cpuhp.allow_missing */
static void (*on_leave)(unsigned int cpu);
static void (*at_return)(void);

/* The CPU's: the first of its functions to fail. Read by the last one out. */
static DEFINE_PER_CPU(int, app_status);

/*
 * What a CPU has to do for the application. Whoever hands a function over claims the slot first;
 * the CPU closes it before it goes down, so that none is handed over to a CPU that is about to
 * leave. A CPU that stands half-way keeps it closed.
 *
 *   CLOSED <--CPU--> FREE --other CPU--> CLAIMED --the same--> READY --CPU--> RUNNING --CPU--> FREE
 *   CLOSED <--CPU--> WAITING --boot CPU, the release--> RUNNING --CPU--> FREE
 *
 * WAITING: it has come up before the release, and is to begin with app_main_percpu(). The release
 * counts those that it finds so.
 */
enum slot_word { SLOT_CLOSED, SLOT_FREE, SLOT_CLAIMED, SLOT_READY, SLOT_RUNNING, SLOT_WAITING };

struct slot {
    uint32_t word;           /* enum slot_word */
    enum slot_word idle;     /* the CPU: what it is while the CPU does nothing */
    int (*function)(void *); /* the claimer, before READY, and its argument */
    void *argument;
};
static DEFINE_PER_CPU(struct slot, slots);

static bool slot_change(struct slot *slot, enum slot_word from, enum slot_word to)
{
    return state_word_change(&slot->word, from, to);
}

static enum slot_word slot_word_of(const struct slot *slot)
{
    return (enum slot_word)state_word_read(&slot->word);
}

const char *app_state_name(unsigned int cpu)
{
    static const char names[][12] = {
        [SLOT_CLOSED] = "not open", [SLOT_FREE] = "idle",       [SLOT_CLAIMED] = "idle",
        [SLOT_READY] = "to begin",  [SLOT_RUNNING] = "running", [SLOT_WAITING] = "to begin",
    };
    return names[slot_word_of(per_cpu_ptr(&slots, cpu))];
}

static int parse_allow_missing(const char *value)
{
    return muster_parse_bool(value, &allow_missing);
}
MUSTER_EARLY_PARAM("cpuhp.allow_missing", parse_allow_missing);

static inline bool is_to_begin(void)
{
    return !smp_load_acquire(&released);
}

/* The barriers are those of the CPUs that begin now. */
static void init_barriers(void)
{
    struct cpumask beginners = {{0}};
    unsigned int cpu;

    for_each_possible_cpu (cpu)
        if (slot_word_of(per_cpu_ptr(&slots, cpu)) == SLOT_RUNNING)
            cpumask_set_cpu(cpu, &beginners);
    barriers_init(&beginners);
}

void app_release(void)
{
    unsigned int cpu;

    /* This CPU is one of them, so that the count is not 0 again before all are counted. */
    for_each_possible_cpu (cpu)
        if (handshake_is_done(cpu) &&
            slot_change(per_cpu_ptr(&slots, cpu), SLOT_WAITING, SLOT_RUNNING))
            __atomic_add_fetch(&running, 1, __ATOMIC_RELAXED);
    if (barriers_exist())
        init_barriers();
    smp_store_release(&released, 1);
    irqchip_send_all_others(IPI_WAKE_UP);
}

/* 0, or the status of the lowest CPU that did not return 0, as an exit status can hold it. */
static int program_status(void)
{
    unsigned int cpu;
    for_each_possible_cpu (cpu) {
        int status = per_cpu(app_status, cpu);
        if (status)
            return status < 1 ? 1 : status > 255 ? 255 : status;
    }
    return smp_all_arrived() || allow_missing ? 0 : MUSTER_MISSING_CPU_EXIT_STATUS;
}

void app_at_return(void (*function)(void))
{
    __atomic_store_n(&at_return, function, __ATOMIC_RELAXED); /* always the same one */
}

void app_run_at_return(void)
{
    void (*function)(void) = __atomic_load_n(&at_return, __ATOMIC_RELAXED);
    if (function)
        function();
}

/* A function of the application has returned on this CPU. */
static void finish(unsigned int cpu, int status)
{
    app_run_at_return();
    if (!this_cpu_read(app_status))
        this_cpu_write(app_status, status);
    if (!stack_end_is_intact(cpu))
        panic("CPU %u has used up its stack: the word at its end is gone", cpu);
    libc_flush_streams(cpu);
    console_flush();
    /* Acquire and release: the last one out sees every CPU's status. */
    if (__atomic_sub_fetch(&running, 1, __ATOMIC_ACQ_REL) == 0)
        exit(program_status());
}

/* ---- functions handed over ---------------------------------------------------------------- */

int muster_run_on(unsigned int cpu, int (*function)(void *argument), void *argument)
{
    if (!function || !cpu_possible(cpu))
        return -EINVAL;
    struct slot *slot = per_cpu_ptr(&slots, cpu);
    if (is_to_begin())
        return handshake_is_done(cpu) ? -EBUSY : -ENODEV;
    if (!slot_change(slot, SLOT_FREE, SLOT_CLAIMED))
        return slot_word_of(slot) == SLOT_CLOSED ? -ENODEV : -EBUSY;
    if (!handshake_is_done(cpu)) { /* on its way up, which may still fail */
        slot_change(slot, SLOT_CLAIMED, SLOT_FREE);
        return -ENODEV;
    }
    slot->function = function;
    slot->argument = argument;
    __atomic_add_fetch(&running, 1, __ATOMIC_RELAXED); /* the caller counts, so it is not 0 */
    slot_change(slot, SLOT_CLAIMED, SLOT_READY);
    irqchip_send(cpu, IPI_WAKE_UP);
    return 0;
}

bool muster_cpu_is_idle(unsigned int cpu)
{
    return cpu_possible(cpu) && slot_word_of(per_cpu_ptr(&slots, cpu)) == SLOT_FREE &&
           !is_to_begin();
}

/* ---- leaving ------------------------------------------------------------------------------ */

void muster_on_leave(void (*function)(unsigned int cpu))
{
    __atomic_store_n(&on_leave, function, __ATOMIC_RELEASE);
}

void app_tell_to_leave(unsigned int cpu)
{
    void (*function)(unsigned int) = __atomic_load_n(&on_leave, __ATOMIC_ACQUIRE);
    if (function)
        function(cpu);
}

bool muster_checkpoint(void)
{
    unsigned int cpu = smp_processor_id();

    if (mailbox_has(cpu, MAILBOX_ANY_TIME))
        mailbox_serve(cpu, MAILBOX_ANY_TIME);
    return mailbox_has(cpu, MAILBOX_LEAVE);
}

/* ---- the CPU's turn ----------------------------------------------------------------------- */

static bool has_something_to_do(unsigned int cpu)
{
    (void)cpu;
    return slot_word_of(this_cpu_ptr(&slots)) == SLOT_READY || mailbox_is_posted();
}

static bool may_begin(unsigned int cpu)
{
    (void)cpu;
    return !is_to_begin() || mailbox_is_posted();
}

/* Does what has been asked of the CPU. */
static void serve(unsigned int cpu)
{
    struct slot *slot = this_cpu_ptr(&slots);

    if (mailbox_has(cpu, MAILBOX_ANY_TIME)) {
        mailbox_serve(cpu, MAILBOX_ANY_TIME);
    } else if (mailbox_has(cpu, MAILBOX_LEAVE) &&
               (slot_change(slot, slot->idle, SLOT_CLOSED) || slot_word_of(slot) == SLOT_CLOSED)) {
        /* Returns when the CPU does not go down after all, or is not asked to any more. */
        mailbox_serve(cpu, MAILBOX_LEAVE);
        app_reopen(cpu);
    }
}

static void run_slot(unsigned int cpu)
{
    struct slot *slot = this_cpu_ptr(&slots);

    if (!slot_change(slot, SLOT_READY, SLOT_RUNNING))
        return;
    int status = slot->function(slot->argument);
    slot_change(slot, SLOT_RUNNING, SLOT_FREE); /* first: what follows may be the program's end */
    finish(cpu, status);
}

/* Until the release; then app_main_percpu(), for those that it has counted. */
static void begin(unsigned int cpu)
{
    struct slot *slot = this_cpu_ptr(&slots);

    for (cpu_idle_until(may_begin); is_to_begin(); cpu_idle_until(may_begin))
        serve(cpu);
    slot->idle = SLOT_FREE;
    if (slot_change(slot, SLOT_WAITING, SLOT_FREE) || slot_word_of(slot) == SLOT_CLOSED)
        return;
    int status = app_main_percpu(cpu);
    slot_change(slot, SLOT_RUNNING, SLOT_FREE);
    finish(cpu, status);
}

void app_open(unsigned int cpu, bool is_half_way)
{
    struct slot *slot = per_cpu_ptr(&slots, cpu);

    slot->idle = is_to_begin() ? SLOT_WAITING : SLOT_FREE;
    if (!is_half_way)
        state_word_set(&slot->word, slot->idle);
}

void app_reopen(unsigned int cpu)
{
    struct slot *slot = per_cpu_ptr(&slots, cpu);

    if (cpuhp_cpu_state(cpu) == CPUHP_ONLINE)
        slot_change(slot, SLOT_CLOSED, slot->idle);
}

/* Nothing has been handed over, for the CPU is not up; but somebody may be about to see that. */
void app_close(unsigned int cpu)
{
    struct slot *slot = per_cpu_ptr(&slots, cpu);

    while (slot_word_of(slot) != SLOT_CLOSED && !slot_change(slot, slot->idle, SLOT_CLOSED))
        cpu_relax();
}

void app_run(unsigned int cpu)
{
    if (this_cpu_ptr(&slots)->idle == SLOT_WAITING)
        begin(cpu);
    for (;;) {
        cpu_idle_until(has_something_to_do);
        run_slot(cpu);
        serve(cpu);
    }
}
