/* SPDX-License-Identifier: MIT */
#include <unistd.h>

#include "libc/syscalls.h"

pid_t getpid(void)
{
    return _getpid();
}
