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

/* Ends a program through the libc's names: exit(), _exit() and abort(). */

/* Returns @p status as it fits into the 8 bits of an exit status. A failure stays other than 0. */
static unsigned int exit_status(int status)
{
    if (status == 0)
        return 0;
    return status < 1 ? 1 : status > 255 ? 255 : (unsigned int)status;
}

/* Stops the other CPUs and ends the program. Open files are written out after the stop, when no
 * other CPU uses them: to wait for their locks could take long. */
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

/* Parks the calling CPU, because another CPU ends the program already. In a handler this CPU cannot
 * be interrupted to stop, so it stops by itself. */
static void leave_it_to_the_first(void) __attribute__((noreturn));
static void leave_it_to_the_first(void)
{
    if (muster_in_irq())
        stop_this_cpu();
    cpu_idle();
}

/* Replaces the libc's exit(). The atexit() functions run once, on the first CPU that calls exit();
 * CPUs that call it later sleep. */
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
