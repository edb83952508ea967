/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>

#include <muster/app.h>
#include <muster/panic.h>

#include "args.h"
#include "check.h"
#include "rendezvous.h"

/*
 * usage: libc-streams CPU unfinished|panic|returned|no-memory|left-open
 *
 * Each CPU prints, and then something ends the program: CPU exits or panics while all others spin
 * in the middle of a line; all return, and what they have printed is in a buffer; or they print
 * when there is no memory left; or CPU leaves a file of the host open.
 */

static struct rendezvous place;

static int leave_unfinished(unsigned int cpu)
{
    printf("the beginning of ");
    printf("CPU %u", cpu);
    rendezvous(&place);
    if (cpu != arg_number(1))
        spin_for_ever();
    if (arg_is(2, "panic"))
        panic("in the middle of lines");
    exit(3);
}

static int leave_in_buffer(unsigned int cpu)
{
    setvbuf(stdout, NULL, _IOFBF, BUFSIZ);
    printf("first of CPU %u\nsecond of CPU %u\n", cpu, cpu);
    return 0;
}

static int print_without_memory(unsigned int cpu)
{
    void *volatile last; /* or the compiler knows better than to call malloc() */

    for (size_t bytes = 1 << 20; bytes; bytes /= 2)
        while ((last = malloc(bytes)))
            ;
    rendezvous(&place);
    last = malloc(1);
    CHECK(!last);
    fprintf(stderr, "no memory, ");
    printf("says CPU %u\n", cpu); /* no %f, for which newlib allocates */
    return 0;
}

/* "left-open" is not closed, and what has been written is still in its buffer. */
static int leave_file_open(unsigned int cpu)
{
    if (cpu != arg_number(1))
        return 0;
    FILE *file = fopen("left-open", "w");
    CHECK(file && fprintf(file, "written by CPU %u\n", cpu) > 0);
    return 0;
}

int app_main_percpu(unsigned int cpu)
{
    if (arg_is(2, "returned"))
        return leave_in_buffer(cpu);
    if (arg_is(2, "no-memory"))
        return print_without_memory(cpu);
    if (arg_is(2, "left-open"))
        return leave_file_open(cpu);
    return leave_unfinished(cpu);
}
