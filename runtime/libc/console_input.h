/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_LIBC_CONSOLE_INPUT_H
#define MUSTER_RUNTIME_LIBC_CONSOLE_INPUT_H

#include <muster/linkage.h>

/* Returns the next byte that is typed, waiting as long as it takes. Sends out what this CPU has
 * printed so far first. Returns '\n' for a terminal's Enter key. */
int console_input_wait(void) MUSTER_LINK_NAME(console_input_wait);

#endif
