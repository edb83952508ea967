/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_LIBC_CONSOLE_INPUT_H
#define MUSTER_RUNTIME_LIBC_CONSOLE_INPUT_H

#include <muster/linkage.h>

/* The next byte that is typed; waits for it as long as it takes, with what this CPU has printed so
 * far sent out. A terminal's Enter key is '\n'. */
int console_input_wait(void) MUSTER_LINK_NAME(console_input_wait);

#endif
