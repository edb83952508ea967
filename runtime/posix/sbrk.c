/* SPDX-License-Identifier: MIT */
#include <unistd.h>

#include "libc/syscalls.h"

void *sbrk(ptrdiff_t increment_bytes)
{
    return _sbrk(increment_bytes);
}
