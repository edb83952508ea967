/* SPDX-License-Identifier: MIT */
#include <signal.h>

#include "libc/syscalls.h"

int kill(pid_t process, int signal_number)
{
    return _kill(process, signal_number);
}
