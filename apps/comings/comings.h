/* SPDX-License-Identifier: MIT */
#ifndef COMINGS_H
#define COMINGS_H

#include <stdbool.h>
#include <stdint.h>

#include <muster/barrier.h>
#include <muster/percpu.h>
#include <muster/percpu_counter.h>

#include "must.h"

#define LIMIT 1000000u

/* What a CPU has done. It keeps that while it is down. Other CPUs read it at any time. */
struct record {
    uint64_t arrivals, numbers, ticks, missed, calls;
};

DECLARE_PER_CPU(struct record, record);
DECLARE_PER_CPU(struct muster_percpu_counter, primes);
extern uint64_t next_number; /* the next number that a CPU takes */
/* Where the CPUs with the task meet in the end: all that are active but CPU 0. */
extern struct muster_barrier workers;
extern uint64_t numbers_of_workers; /* what they have done together; the first of them writes it */

/* The task of all CPUs but CPU 0. */
int task(void *unused);

/* Makes CPUs look whether they are to leave. @p finish: all are, for good. */
void ring(bool finish);

/* Adds to a number that this CPU alone writes. */
static inline void add(uint64_t *number, uint64_t amount)
{
    __atomic_store_n(number, *number + amount, __ATOMIC_RELAXED);
}

static inline uint64_t look(const uint64_t *number)
{
    return __atomic_load_n(number, __ATOMIC_RELAXED);
}

#endif
