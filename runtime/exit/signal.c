/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include <muster/panic.h>

/* What the libc's raise() does with a signal that the program does not handle. Handlers are the
 * libc's business, and signals come from nowhere else. */

#define PROCESS 1 /* the only one */

pid_t getpid(void)
{
    return PROCESS;
}

int kill(pid_t process, int signal_number)
{
    if (process != PROCESS) {
        errno = ESRCH;
        return -1;
    }
    if (signal_number == SIGABRT)
        abort();
    panic("signal %d raised", signal_number);
}
