/* SPDX-License-Identifier: MIT */
#include <stdbool.h>
#include <stdlib.h>
#include <unistd.h>

#include <muster/irq.h>
#include <muster/panic.h>

#include "console/console.h"
#include "console/stop.h"
#include "exit/exit.h"
#include "idle/idle.h"
#include "libc/at_return.h"
#include "libc/libc.h"

/* How a program ends through the libc's names. Failures keep a non-zero status in the 8 bits that
 * an exit status has. */
static unsigned int exit_status(int status)
{
    if (status == 0)
        return 0;
    return status < 1 ? 1 : status > 255 ? 255 : (unsigned int)status;
}

/* Open files are written out when nobody else uses them any more: waiting for locks could take
 * long. */
static void end_program(int status, bool flushes_files) __attribute__((noreturn));
static void end_program(int status, bool flushes_files)
{
    console_flush();
    stop_other_cpus();
    if (flushes_files)
        libc_flush_files();
    console_enter_last();
    machine_exit(exit_status(status));
}

/* A CPU that wants to end a program which another one ends already. In a handler it could not be
 * told to stop: it has stopped. */
static void leave_it_to_the_first(void) __attribute__((noreturn));
static void leave_it_to_the_first(void)
{
    if (muster_in_irq())
        stop_this_cpu();
    cpu_idle();
}

/* Not the libc's: the handlers run once, on the first CPU that calls; later callers sleep. */
void exit(int status)
{
    if (!exit_claim())
        leave_it_to_the_first();
    libc_run_at_return();
    libc_run_exit_handlers(status);
    end_program(status, true);
}

void _exit(int status)
{
    if (!exit_claim())
        leave_it_to_the_first();
    end_program(status, false);
}

void abort(void)
{
    panic("abort() called");
}
