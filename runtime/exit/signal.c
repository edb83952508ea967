/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <signal.h>
#include <stdlib.h>

#include <muster/panic.h>

#include "libc/syscalls.h"

/* Supplies what the libc's raise() calls for a signal that the program does not handle. The libc
 * itself calls handlers, and signals have no other source. */

#define PROCESS 1 /* the number of the only process */

int _getpid(void)
{
    return PROCESS;
}

int _kill(int process, int signal_number)
{
    if (process != PROCESS) {
        errno = ESRCH;
        return -1;
    }
    if (signal_number == SIGABRT)
        abort();
    panic("signal %d raised", signal_number);
}
