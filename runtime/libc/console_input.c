/* SPDX-License-Identifier: MIT */
#include "libc/console_input.h"

#include <muster/console.h>
#include <muster/order.h>

/* Reading the console for the libc: waits for a byte that is typed. */

int console_input_wait(void)
{
    int byte;

    console_flush(); /* show a prompt before waiting for its answer */
    while ((byte = console_getc()) < 0)
        cpu_relax();
    return byte == '\r' ? '\n' : byte;
}
