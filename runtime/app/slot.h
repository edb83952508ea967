/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_SLOT_H
#define MUSTER_RUNTIME_SLOT_H

#include <stdbool.h>
#include <stdint.h>

#include <muster/linkage.h>
#include <muster/percpu.h>
#include <muster/wait.h>

#include "base/state_word.h"

/*
 * The slot of a CPU: the function that it has to run for the application. A CPU that hands over a
 * function claims the slot first. The CPU itself closes its slot before it goes down, so that it is
 * not given a function while it is about to leave. A CPU that stands half-way keeps its slot
 * closed.
 *
 *   CLOSED <--CPU--> FREE --other CPU--> CLAIMED --the same--> READY --CPU--> RUNNING --CPU--> FREE
 *   CLOSED <--CPU--> WAITING --boot CPU, the release--> RUNNING --CPU--> FREE
 *
 * A CPU that is given up just before it says that it is up waits for no claimer: it refuses the
 * claim. The claimer closes the slot when it finds out. If the CPU comes up again before that, it
 * makes the claim valid again, so that a slot has one claimer at most.
 *
 *   CLOSED <--claimer-- REFUSED <--CPU, given up-- CLAIMED <--CPU, up again-- REFUSED
 *
 * WAITING: the CPU has come up before the release, and is to begin with app_main_percpu(). The
 * release counts the CPUs that it finds WAITING.
 */
enum slot_word {
    SLOT_CLOSED,
    SLOT_FREE,
    SLOT_CLAIMED,
    SLOT_READY,
    SLOT_RUNNING,
    SLOT_WAITING,
    SLOT_REFUSED
};

/* Kept small, because a copy for each CPU is made during the boot. "CPU" below: the slot's own CPU
 * writes the field; "claimer": the CPU that has claimed the slot does, before READY. */
struct slot {
    uint32_t word;     /* enum slot_word */
    uint8_t idle;      /* CPU: what the word is while the CPU does nothing */
    bool sleeps;       /* CPU: it must be woken to take a function */
    bool is_unflushed; /* CPU: forked functions may have printed a part of a line */
    bool is_forked;    /* claimer: `forked` is in use; also `argument` and the union */
    union {
        int (*function)(void *);
        void (*forked)(void *);
    };
    void *argument;
    uint64_t free_since_ticks; /* the CPU that sets FREE, before it does */
};
DECLARE_PER_CPU(struct slot, app_slots) MUSTER_LINK_NAME(app_slots) MUSTER_IN_THIS_PROGRAM;

static inline bool slot_change(struct slot *slot, enum slot_word from, enum slot_word to)
{
    return state_word_change(&slot->word, from, to);
}

static inline enum slot_word slot_word_of(const struct slot *slot)
{
    return (enum slot_word)state_word_read(&slot->word);
}

/* Returns for how long @p cpu has had nothing to do, in ns; 0 if it has something to do. */
uint64_t slot_idle_ns(unsigned int cpu) MUSTER_LINK_NAME(slot_idle_ns);

/* Sets the word and wakes the CPUs that sleep on it: a joiner may have seen another value. The
 * caller must be the only writer of the word. */
static inline void slot_set_and_wake(struct slot *slot, enum slot_word word)
{
    state_word_set(&slot->word, word); /* release; partner: result_of() in fork.c */
    muster_wake(&slot->word);
}

/* How many CPUs have a function of the application that has not returned yet. The CPU that brings
 * the count to 0 ends the program. */
extern uint32_t app_running MUSTER_LINK_NAME(app_running) MUSTER_IN_THIS_PROGRAM;
/* Set once by the boot CPU, when it lets the CPUs into app_main_percpu(). */
extern uint32_t app_released MUSTER_LINK_NAME(app_released) MUSTER_IN_THIS_PROGRAM;

/* Returns true if the release has not come yet. */
static inline bool app_is_to_begin(void)
{
    return !__atomic_load_n(&app_released, __ATOMIC_ACQUIRE); /* partner: app_release() */
}

#endif
