/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <unistd.h>

#include <muster/app.h>
#include <muster/clock.h>

#include "args.h"
#include "check.h"
#include "rendezvous.h"

/*
 * usage: panic-handlers return|exit|exit-everywhere|_exit-in-handler|exit-in-handler
 *
 * Constructors, atexit() functions and destructors run once each and in order. The application
 * fails; the last destructor, if it finds that all else has run, makes it succeed.
 */

static unsigned int step; /* counts what has run: one CPU does it all, so it need not be atomic */
static struct rendezvous all_here;

static void next_step(unsigned int expected)
{
    CHECK(step == expected);
    step++;
}

static void second_at_exit(void)
{
    next_step(5);
    if (arg_is(1, "exit-in-handler"))
        exit(0);
}

static void first_at_exit(void)
{
    next_step(4);
    if (arg_is(1, "_exit-in-handler"))
        _exit(0);
}

__attribute__((constructor(101))) static void first_constructor(void)
{
    next_step(0);
    CHECK(smp_processor_id() == 0);
    CHECK(num_online_cpus() == 1);
}

__attribute__((constructor(102))) static void second_constructor(void)
{
    next_step(1);
}

__attribute__((constructor)) static void last_constructor(void)
{
    next_step(2);
    CHECK(atexit(second_at_exit) == 0);
    CHECK(atexit(first_at_exit) == 0);
}

/* Takes its time, so that a second CPU that wrongly runs the destructors too finds the wrong
 * step. */
__attribute__((destructor)) static void first_destructor(void)
{
    wait_us(100000);
    next_step(6);
}

__attribute__((destructor(102))) static void second_destructor(void)
{
    next_step(7);
}

__attribute__((destructor(101))) static void last_destructor(void)
{
    next_step(8);
    _exit(0);
}

int app_main_percpu(unsigned int cpu)
{
    rendezvous(&all_here);
    if (cpu == 0)
        next_step(3);
    rendezvous(&all_here);
    if (arg_is(1, "exit-everywhere") || (arg_is(1, "exit") && cpu == 1))
        exit(1);
    if (arg_is(1, "exit"))
        spin_for_ever();
    return 1;
}
