/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <muster/app.h>
#include <muster/console.h>
#include <muster/panic.h>
#include <muster/smp.h>

#include "console/reporter.h"
#include "console/stop.h"

/* What the primitives call, and what the stand-in machine does not have or does another way: a
 * console, panics, CPUs that stop, CPUs that go and come. */

void console_vprintf(const char *format, va_list args)
{
    vfprintf(stderr, format, args);
}

void console_printf(const char *format, ...)
{
    va_list args;

    va_start(args, format);
    console_vprintf(format, args);
    va_end(args);
}

void panic(const char *format, ...)
{
    va_list args;

    fprintf(stderr, "panic on CPU %u: ", smp_processor_id());
    va_start(args, format);
    vfprintf(stderr, format, args);
    va_end(args);
    fputc('\n', stderr);
    _exit(MUSTER_PANIC_EXIT_STATUS);
}

void report_cpu(unsigned int cpu)
{
    fprintf(stderr, "CPU %u is a thread: a debugger shows where it is\n", cpu);
}

bool stop_is_requested(void)
{
    return false;
}

bool others_are_stopped(void)
{
    return false;
}

void stop_this_cpu(void)
{
    abort();
}

int cpu_up(unsigned int cpu)
{
    (void)cpu;
    return -EOPNOTSUPP;
}

int cpu_down(unsigned int cpu)
{
    (void)cpu;
    return -EOPNOTSUPP;
}

bool muster_cpu_is_idle(unsigned int cpu)
{
    (void)cpu;
    return false;
}

int muster_run_on(unsigned int cpu, int (*function)(void *argument), void *argument)
{
    (void)cpu, (void)function, (void)argument;
    return -EBUSY;
}
