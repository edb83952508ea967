/* SPDX-License-Identifier: MIT */
#include <stdint.h>
#include <stdlib.h>

#include <muster/app.h>
#include <muster/panic.h>
#include <muster/percpu.h>

#include "args.h"
#include "rendezvous.h"

/*
 * usage: debug-crash CPU read|trap|panic
 *
 * CPU fails in such a way that its back trace is known. The tests find the lines by the words
 * "here: ...".
 */

DEFINE_PER_CPU(unsigned int, crash_visits) = 40;

/* Changed behind each call, so that the caller keeps its frame. */
static volatile unsigned int keep;
static unsigned int *volatile nowhere = (unsigned int *)8;

/* The call is the last instruction: the return address is behind the function. */
__attribute__((noinline, noreturn)) static void give_up(void)
{
    panic("on purpose"); /* here: give_up */
}

static inline __attribute__((always_inline)) unsigned int read_from(unsigned int *address)
{
    return *(volatile unsigned int *)address; /* here: read_from */
}

__attribute__((noinline)) static void innermost(void)
{
    keep = read_from(nowhere); /* here: innermost */
    give_up();
}

/* Fails in its first instruction, or as near as the compiler allows. */
__attribute__((noinline, noreturn)) static void trap(void)
{
    __builtin_trap(); /* here: trap */
}

__attribute__((noinline)) static void middle(void)
{
    if (arg_is(2, "read"))
        innermost(); /* here: middle reads */
    if (arg_is(2, "trap"))
        trap();
    give_up(); /* here: middle gives up */
}

int app_main_percpu(unsigned int cpu)
{
    static struct rendezvous all_here;

    this_cpu_add(crash_visits, cpu);
    rendezvous(&all_here);
    if (cpu != arg_number(1))
        spin_for_ever();
    middle(); /* here: app_main_percpu */
    keep++;
    return 0;
}
