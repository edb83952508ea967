/* SPDX-License-Identifier: MIT */
#include "libc/console_input.h"

#include <stdbool.h>

#include <muster/console.h>
#include <muster/order.h>

/*
 * Reading the console for the libc, as a terminal's line discipline does: Enter ends a line, ^D
 * ends the input at the beginning of a line and gives back what has been typed elsewhere, ^V takes
 * away the meaning of the next byte.
 */

#define CTRL_D 0x04
#define CTRL_V 0x16

/* Set by the CPU that reads the end; the other CPUs that wait find it here. */
static bool has_ended;
/* False while part of a line has been read, and not given back by ^D. */
static bool is_inside_line;

static bool note(bool is_inside)
{
    return __atomic_exchange_n(&is_inside_line, is_inside, __ATOMIC_RELAXED);
}

/* Returns the next byte that is typed, or CONSOLE_INPUT_END if another CPU reads the end
 * meanwhile. */
static int wait_for_byte(void)
{
    int byte;

    while ((byte = console_getc()) < 0) {
        if (__atomic_load_n(&has_ended, __ATOMIC_RELAXED))
            return CONSOLE_INPUT_END;
        cpu_relax();
    }
    return byte;
}

/* Ends the input if ^D stands at the beginning of a line. */
static int end_or_give_back(void)
{
    if (note(false))
        return CONSOLE_INPUT_GIVEN_BACK;
    __atomic_store_n(&has_ended, true, __ATOMIC_RELAXED);
    return CONSOLE_INPUT_END;
}

int console_input_wait(void)
{
    if (__atomic_load_n(&has_ended, __ATOMIC_RELAXED))
        return CONSOLE_INPUT_END;
    console_flush(); /* show a prompt before waiting for its answer */
    int byte = wait_for_byte();
    if (byte == CTRL_D)
        return end_or_give_back();
    if (byte == CTRL_V)
        byte = wait_for_byte();
    else if (byte == '\r')
        byte = '\n';
    if (byte >= 0)
        note(byte != '\n');
    return byte;
}
