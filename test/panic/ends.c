/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>

#include <muster/app.h>
#include <muster/clock.h>
#include <muster/panic.h>

#include "args.h"
#include "check.h"
#include "libc_lock.h"
#include "rendezvous.h"

/*
 * usage: panic-ends CASE [NUMBER...]
 *
 * How a program ends on many CPUs; each case says what its numbers are.
 */

#define FIRST_NUMBER 2

static struct rendezvous all_here;
static uint32_t ready; /* set by the CPU that the others wait for */

/* Numbers: the value that each CPU returns, 0 where there is no number. */
static int returns(unsigned int cpu)
{
    int index = FIRST_NUMBER + (int)cpu;

    return index < muster_app_args()->argc ? atoi(arg_text(index)) : 0;
}

/* Numbers: the CPU that exits, while the others spin, and its status. */
static int exits(unsigned int cpu)
{
    if (cpu != arg_number(FIRST_NUMBER))
        spin_for_ever();
    exit(atoi(arg_text(FIRST_NUMBER + 1)));
}

/* Number: the status with which all CPUs exit at once. */
static int exits_everywhere(unsigned int cpu)
{
    (void)cpu;
    exit((int)arg_number(FIRST_NUMBER));
}

/* Number: the CPU that exits with status 0 in the middle of a line. */
static int exits_in_line(unsigned int cpu)
{
    if (cpu != arg_number(FIRST_NUMBER))
        spin_for_ever();
    printf("a line without its end");
    exit(0);
}

/* All CPUs panic at the same time, as far as the counter tells. */
static int panics_everywhere(unsigned int cpu)
{
    const uint64_t slices_per_s = 64;
    uint64_t slice = muster_counter_hz() / slices_per_s;
    uint64_t next_but_one = (muster_counter() / slice + 2) * slice;

    wait_until(muster_counter() >= next_but_one);
    panic("all at once, this is CPU %u", cpu);
}

/* Number: the CPU that panics while the others print. */
static int panics_in_noise(unsigned int cpu)
{
    static uint32_t lines;

    for (;;) {
        if (cpu != arg_number(FIRST_NUMBER))
            printf("CPU %u prints line %u\n", cpu, __atomic_fetch_add(&lines, 1, __ATOMIC_RELAXED));
        else if (__atomic_load_n(&lines, __ATOMIC_RELAXED) > 50)
            panic("enough lines");
    }
}

/* Ends the program on CPU 0: by a panic, or by exit(3). */
static void end_as_told(void)
{
    if (arg_is(FIRST_NUMBER, "panic"))
        panic("while another CPU keeps a lock");
    exit(3);
}

/* The last CPU holds malloc()'s lock and never gives it back. */
static int ends_with_malloc_locked(unsigned int cpu)
{
    if (cpu == num_online_cpus() - 1) {
        lock_malloc();
        smp_store_release(&ready, 1);
    } else if (cpu == 0) {
        wait_for(&ready, 1);
        end_as_told();
    }
    spin_for_ever();
}

/* The last CPU keeps the console, because it has begun a line that is longer than its buffer. */
static int ends_with_console_taken(unsigned int cpu)
{
    if (cpu == num_online_cpus() - 1) {
        for (unsigned int i = 0; i < 1000; i++)
            putchar('-');
        smp_store_release(&ready, 1);
    } else if (cpu == 0) {
        wait_for(&ready, 1);
        end_as_told();
    }
    spin_for_ever();
}

static const struct {
    const char *name;
    int (*run)(unsigned int cpu);
} cases[] = {
    {"returns", returns},
    {"exits", exits},
    {"exits-everywhere", exits_everywhere},
    {"exits-in-line", exits_in_line},
    {"panics-everywhere", panics_everywhere},
    {"panics-in-noise", panics_in_noise},
    {"ends-with-malloc-locked", ends_with_malloc_locked},
    {"ends-with-console-taken", ends_with_console_taken},
};

int app_main_percpu(unsigned int cpu)
{
    rendezvous(&all_here);
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
        if (arg_is(1, cases[i].name))
            return cases[i].run(cpu);
    CHECK(!"there is such a case");
    return 0;
}
