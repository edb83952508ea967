/* SPDX-License-Identifier: MIT */
#include "app/app.h"

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
#include <muster/wait.h>

#include "app/slot.h"
#include "base/ticks.h"
#include "cpu/percpu_areas.h"
#include "cpu/stack_size.h"
#include "hotplug/bring_up.h"
#include "hotplug/handshake.h"
#include "hotplug/mailbox.h"
#include "hotplug/occupant.h"
#include "idle/idle.h"
#include "ipi/irqchip.h"
#include "libc/at_return.h"
#include "libc/libc.h"
#include "sync/barrier.h"

/* Runs the application on each CPU: app_main_percpu() first, then the functions that other CPUs
 * hand over. Ends the program when the last function has returned. */

uint32_t app_released; /* set by the boot CPU, once, with release; partner: app_is_to_begin() */
uint32_t app_running;
static bool allow_missing; /* cpuhp.allow_missing */
/* Set by any CPU through muster_on_leave(); called on the control CPU. */
static void (*on_leave)(unsigned int cpu);

/* The first result other than 0 that a function on this CPU has returned. Written by this CPU, read
 * by the CPU that ends the program. */
static DEFINE_PER_CPU(int, app_status);

DEFINE_PER_CPU(struct slot, app_slots);

const char *app_state_name(unsigned int cpu)
{
    static const char names[][12] = {
        [SLOT_CLOSED] = "not open",  [SLOT_FREE] = "idle",       [SLOT_CLAIMED] = "idle",
        [SLOT_READY] = "to begin",   [SLOT_RUNNING] = "running", [SLOT_WAITING] = "to begin",
        [SLOT_REFUSED] = "not open",
    };
    return names[slot_word_of(per_cpu_ptr(&app_slots, cpu))];
}

static int parse_allow_missing(const char *value)
{
    return muster_parse_bool(value, &allow_missing);
}
MUSTER_EARLY_PARAM("cpuhp.allow_missing", parse_allow_missing);

/* Gives the barriers the CPUs that begin app_main_percpu() now. */
static void init_barriers(void)
{
    struct cpumask beginners = {{0}};
    unsigned int cpu;

    for_each_possible_cpu (cpu)
        if (slot_word_of(per_cpu_ptr(&app_slots, cpu)) == SLOT_RUNNING)
            cpumask_set_cpu(cpu, &beginners);
    barriers_init(&beginners);
}

/* Returns the program's exit status: that of the lowest CPU with a result other than 0, clipped to
 * 1 to 255; otherwise 0, or the status for missing CPUs. */
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

/* Counts this CPU's function as returned, and ends the program if it was the last one. Acquire and
 * release: the last CPU sees the status of every other CPU. */
static void count_out(void)
{
    if (__atomic_sub_fetch(&app_running, 1, __ATOMIC_ACQ_REL) == 0)
        exit(program_status());
}

/* Does what must follow every function of the application, and checks that it has not used up the
 * stack. */
static void check_out(unsigned int cpu)
{
    libc_run_at_return();
    if (!stack_end_is_intact(cpu))
        panic("CPU %u has used up its stack of %lu bytes: the word at its end is gone; stack=SIZE "
              "makes it larger",
              cpu, (unsigned long)stack_size());
}

static void flush(unsigned int cpu)
{
    libc_flush_streams(cpu);
    console_flush();
}

/* Ends a function that has returned @p status on this CPU. */
static void finish(unsigned int cpu, int status)
{
    check_out(cpu);
    if (!this_cpu_read(app_status))
        this_cpu_write(app_status, status);
    flush(cpu);
    count_out();
}

/* ---- leaving ------------------------------------------------------------------------------ */

void muster_on_leave(void (*function)(unsigned int cpu))
{
    __atomic_store_n(&on_leave, function, __ATOMIC_RELEASE);
}

static void tell_to_leave(unsigned int cpu)
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
    return slot_word_of(this_cpu_ptr(&app_slots)) == SLOT_READY || mailbox_is_posted();
}

static bool may_begin(unsigned int cpu)
{
    (void)cpu;
    return !app_is_to_begin() || mailbox_is_posted();
}

/* Notes that the CPU has nothing to do from now on. Called before the word of the slot says so. */
static void note_free(struct slot *slot)
{
    __atomic_store_n(&slot->free_since_ticks, counter_now(), __ATOMIC_RELAXED);
}

/* Opens the slot for the next function. A joiner that sees FREE also sees what the last function
 * wrote: release, partner: result_of() in fork.c. Called before count_out(), which may end the
 * program. */
static void become_free(struct slot *slot)
{
    note_free(slot);
    slot_set_and_wake(slot, SLOT_FREE);
}

/* Closes the slot: no function can be handed over any more. Returns true if the slot is closed. A
 * CPU may close while the release happens, when joiners have seen WAITING. */
static bool close_slot(struct slot *slot)
{
    if (!slot_change(slot, slot->idle, SLOT_CLOSED))
        return slot_word_of(slot) == SLOT_CLOSED;
    muster_wake(&slot->word); /* partner: muster_join() */
    return true;
}

/* Makes a claim that has been refused valid again, if its claimer has not given it up so far.
 * Returns true if there is such a claim; otherwise no other CPU changes the closed slot. */
static inline bool revive_claim(struct slot *slot)
{
    return slot_word_of(slot) == SLOT_REFUSED && slot_change(slot, SLOT_REFUSED, SLOT_CLAIMED);
}

/* Opens the slot again if the CPU is in CPUHP_ONLINE. */
static void reopen_cpu(unsigned int cpu)
{
    struct slot *slot = per_cpu_ptr(&app_slots, cpu);

    if (cpuhp_cpu_state(cpu) != CPUHP_ONLINE)
        return;
    note_free(slot);
    if (!revive_claim(slot))
        slot_change(slot, SLOT_CLOSED, slot->idle);
}

/* Serves the request that waits for the CPU, if there is one. */
static void serve(unsigned int cpu)
{
    struct slot *slot = this_cpu_ptr(&app_slots);

    if (mailbox_has(cpu, MAILBOX_ANY_TIME)) {
        mailbox_serve(cpu, MAILBOX_ANY_TIME);
    } else if (mailbox_has(cpu, MAILBOX_LEAVE) && close_slot(slot)) {
        libc_run_at_leave();
        /* Returns if the CPU does not go down after all, or if the request has been taken back. */
        mailbox_serve(cpu, MAILBOX_LEAVE);
        reopen_cpu(cpu);
    }
}

/* Runs the function that has been handed over. Returns false if there is none. */
static bool run_slot(unsigned int cpu)
{
    struct slot *slot = this_cpu_ptr(&app_slots);

    if (slot_word_of(slot) != SLOT_READY)
        return false;
    state_word_set(&slot->word, SLOT_RUNNING);
    if (slot->is_forked) {
        slot->forked(slot->argument);
        slot->is_unflushed = true;
        check_out(cpu); /* first, since thread_local objects belong to the function */
        become_free(slot);
        count_out();
    } else {
        int status = slot->function(slot->argument);
        become_free(slot);
        finish(cpu, status);
    }
    return true;
}

/* How often a CPU that has just run a function looks for the next one before it sleeps. Work often
 * comes piece by piece, and a look spares both CPUs an interrupt. */
#define LOOKS_FOR_MORE 64

static void wait_for_work(unsigned int cpu, unsigned int looks)
{
    struct slot *slot = this_cpu_ptr(&app_slots);

    for (; looks > 0; looks--) {
        if (has_something_to_do(cpu))
            return;
        cpu_relax();
    }
    if (slot->is_unflushed)
        flush(cpu);
    slot->is_unflushed = false;
    __atomic_store_n(&slot->sleeps, true, __ATOMIC_RELAXED);
    smp_mb(); /* write `sleeps`, then read the word; partner: hand_over() in fork.c */
    cpu_idle_until(has_something_to_do);
    __atomic_store_n(&slot->sleeps, false, __ATOMIC_RELAXED);
}

/* Serves requests until the release. Then runs app_main_percpu(), if the release has counted this
 * CPU. */
static void begin(unsigned int cpu)
{
    struct slot *slot = this_cpu_ptr(&app_slots);

    for (cpu_idle_until(may_begin); app_is_to_begin(); cpu_idle_until(may_begin))
        serve(cpu);
    slot->idle = SLOT_FREE;
    if (slot_word_of(slot) != SLOT_RUNNING) {
        note_free(slot);
        if (slot_change(slot, SLOT_WAITING, SLOT_FREE))
            muster_wake(&slot->word); /* wakes a muster_join() that has seen WAITING */
        return;
    }
    int status = app_main_percpu(cpu);
    become_free(slot);
    finish(cpu, status);
}

static void open_cpu(unsigned int cpu, bool is_half_way)
{
    struct slot *slot = per_cpu_ptr(&app_slots, cpu);

    slot->idle = app_is_to_begin() ? SLOT_WAITING : SLOT_FREE;
    if (is_half_way)
        return;
    note_free(slot);
    if (!revive_claim(slot))
        state_word_set(&slot->word, slot->idle);
}

/* Closes the slot of a CPU that is not up after all. Nothing has been handed over, but another CPU
 * may have claimed the slot: its claim is refused. The loop goes round only while other CPUs claim
 * the slot and free it. */
static void close_cpu(unsigned int cpu)
{
    struct slot *slot = per_cpu_ptr(&app_slots, cpu);

    while (!close_slot(slot) && !slot_change(slot, SLOT_CLAIMED, SLOT_REFUSED))
        ;
}

void app_run(unsigned int cpu)
{
    if (this_cpu_ptr(&app_slots)->idle == SLOT_WAITING)
        begin(cpu);
    unsigned int looks = 0;
    for (;;) {
        wait_for_work(cpu, looks);
        looks = run_slot(cpu) ? LOOKS_FOR_MORE : 0;
        if (!looks)
            serve(cpu);
    }
}

void app_release(void)
{
    unsigned int cpu;

    open_cpu(0, false);
    /* This CPU is counted, too, and has not begun. So the count cannot fall to 0 before all are
     * counted. */
    for_each_possible_cpu (cpu)
        if (handshake_is_done(cpu) &&
            slot_change(per_cpu_ptr(&app_slots, cpu), SLOT_WAITING, SLOT_RUNNING))
            __atomic_add_fetch(&app_running, 1, __ATOMIC_RELAXED);
    if (barriers_exist())
        init_barriers();
    smp_store_release(&app_released, 1);
    irqchip_send_all_others(IPI_WAKE_UP);
}

static const struct cpu_occupant application = {
    .open = open_cpu,
    .close = close_cpu,
    .reopen = reopen_cpu,
    .leave = tell_to_leave,
    .run = app_run,
};

void app_init(void)
{
    cpu_occupant = &application;
    barrier_set_idle_ns(slot_idle_ns);
}
