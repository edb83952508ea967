/* SPDX-License-Identifier: MIT */
#include "console_input.h"

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
