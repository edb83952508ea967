/* SPDX-License-Identifier: MIT */
#include "libc/console_input.h"

#include <muster/console.h>
#include <muster/order.h>

int console_input_wait(void)
{
    int byte;

    console_flush(); /* a prompt shows before its answer is waited for */
    while ((byte = console_getc()) < 0)
        cpu_relax();
    return byte == '\r' ? '\n' : byte;
}
