/* SPDX-License-Identifier: MIT */
#ifndef COMINGS_H
#define COMINGS_H

#include <stdbool.h>
#include <stdint.h>

#include <muster/percpu.h>
#include <muster/percpu_counter.h>

#define LIMIT 1000000u

/* Ends the program with status 1, and says where, unless the condition is true. */
#define MUST(condition) must((condition), #condition, __FILE__, __LINE__)

void must(bool is_true, const char *condition, const char *file, int line);

/* What a CPU has done. It keeps that while it is down. Other CPUs read it at any time. */
struct record {
    uint64_t arrivals, numbers, ticks, missed, calls;
};

DECLARE_PER_CPU(struct record, record);
DECLARE_PER_CPU(struct muster_percpu_counter, primes);
extern uint64_t next_number; /* the next number that a CPU takes */

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
