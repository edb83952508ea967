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

/* Small, for each CPU's copy is made while the machine boots. */
struct slot {
    uint32_t word;     /* enum slot_word */
    uint8_t idle;      /* the CPU: what the word is while the CPU does nothing */
    bool sleeps;       /* the CPU: whether it has to be woken to take a function */
    bool is_unflushed; /* the CPU: forked functions may have printed a part of a line */
    bool is_forked;    /* the claimer, before READY, as is the rest: which of the two it is */
    union {
        int (*function)(void *);
        void (*forked)(void *);
    };
    void *argument;
    uint64_t free_since_ticks; /* whoever makes the word FREE, before it does */
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

/* For how long the CPU has had nothing to do by now; 0 when it has something. */
uint64_t slot_idle_ns(unsigned int cpu) MUSTER_LINK_NAME(slot_idle_ns);

/* For whoever's the word is alone: a joiner that has seen another value may sleep on it. */
static inline void slot_set_and_wake(struct slot *slot, enum slot_word word)
{
    state_word_set(&slot->word, word); /* release; partner: result_of() in fork.c */
    muster_wake(&slot->word);
}

/* CPUs with a function of the application that has not returned yet. The last one out ends the
 * program. */
extern uint32_t app_running MUSTER_LINK_NAME(app_running) MUSTER_IN_THIS_PROGRAM;
/* Set once by the boot CPU, when it lets the CPUs into app_main_percpu(). */
extern uint32_t app_released MUSTER_LINK_NAME(app_released) MUSTER_IN_THIS_PROGRAM;

static inline bool app_is_to_begin(void)
{
    return !__atomic_load_n(&app_released, __ATOMIC_ACQUIRE); /* partner: app_release() */
}

#endif
