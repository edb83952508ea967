/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_LIBC_CONSOLE_INPUT_H
#define MUSTER_RUNTIME_LIBC_CONSOLE_INPUT_H

#include <muster/linkage.h>

/* What console_input_wait() returns instead of a byte. */
enum {
    CONSOLE_INPUT_END = -1, /* ^D at the beginning of a line: the input has ended, for good */
    CONSOLE_INPUT_GIVEN_BACK = -2, /* ^D elsewhere: a read() ends with what it has */
};

/* Returns the next byte that is typed, waiting as long as it takes; or one of the values above.
 * Sends out what this CPU has printed so far first. Returns '\n' for a terminal's Enter key. */
int console_input_wait(void) MUSTER_LINK_NAME(console_input_wait);

#endif
