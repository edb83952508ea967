/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>

#include <muster/app.h>
#include <muster/panic.h>

#include "args.h"
#include "check.h"
#include "rendezvous.h"
#include "wait.h"

/*
 * usage: libc-streams CPU unfinished|panic|returned|no-memory|left-open|busy
 *        libc-streams CPU flushed stderr|unbuffered|full
 *
 * Each CPU prints, and then something ends the program: CPU exits or panics while all others spin
 * in the middle of a line; all return, and what they have printed is in a buffer; or they print
 * when there is no memory left; or CPU leaves a file of the host open, or exits while all others
 * open, write and close some. Flushed: CPU prints a part of a line to such a stream, another CPU
 * prints a line, and then CPU the rest.
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
    void *volatile last; /* otherwise the compiler leaves malloc() out */

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

/* Leaves the file "left-open" open, with what has been written still in its buffer. */
static int leave_file_open(unsigned int cpu)
{
    if (cpu != arg_number(1))
        return 0;
    FILE *file = fopen("left-open", "w");
    CHECK(file && fprintf(file, "written by CPU %u\n", cpu) > 0);
    return 0;
}

/* Ends the program after some rounds, with the other CPUs anywhere in the libc. */
static int exit_among_files(unsigned int cpu)
{
    static uint32_t rounds;
    char name[24];

    if (cpu == arg_number(1)) {
        leave_file_open(cpu);
        wait_for(&rounds, 20 * (num_online_cpus() - 1));
        exit(4);
    }
    snprintf(name, sizeof(name), "busy-%u", cpu);
    for (;;) {
        FILE *file = fopen(name, "w");
        CHECK(file && fprintf(file, "by CPU %u\n", cpu) > 0 && fclose(file) == 0);
        __atomic_fetch_add(&rounds, 1, __ATOMIC_RELEASE);
    }
}

static int flush_part(unsigned int cpu)
{
    static uint32_t steps;
    static char buffer[sizeof("a part of ") - 1];
    FILE *stream = arg_is(3, "stderr") ? stderr : stdout;

    if (cpu == 0) {
        wait_for(&steps, 1);
        console_printf("a line in between\n");
        smp_store_release(&steps, 2);
    }
    if (cpu != arg_number(1))
        return 0;
    if (arg_is(3, "unbuffered"))
        setvbuf(stdout, NULL, _IONBF, 0);
    else if (arg_is(3, "full"))
        setvbuf(stdout, buffer, _IOFBF, sizeof(buffer));
    fprintf(stream, "a part of ");
    fflush(stream);
    smp_store_release(&steps, 1);
    wait_for(&steps, 2);
    fprintf(stream, "CPU %u's line\n", cpu);
    return 0;
}

int app_main_percpu(unsigned int cpu)
{
    if (arg_is(2, "busy"))
        return exit_among_files(cpu);
    if (arg_is(2, "flushed"))
        return flush_part(cpu);
    if (arg_is(2, "returned"))
        return leave_in_buffer(cpu);
    if (arg_is(2, "no-memory"))
        return print_without_memory(cpu);
    if (arg_is(2, "left-open"))
        return leave_file_open(cpu);
    return leave_unfinished(cpu);
}
