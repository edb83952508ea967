/* SPDX-License-Identifier: MIT */
#include <signal.h>
#include <unistd.h>

/* The functions that newlib's raise() calls. newlib declares them in no public header. */
int _kill(int process, int signal_number);
int _getpid(void);

int _getpid(void)
{
    return getpid();
}

int _kill(int process, int signal_number)
{
    return kill(process, signal_number);
}
