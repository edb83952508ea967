/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_TEST_RECURSE_H
#define MUSTER_TEST_RECURSE_H

#include <stdint.h>
#include <string.h>

/* Calls itself until the stack is used up: writes to more than 256 bytes of it in each call. */
static unsigned int recurse(unsigned int depth)
{
    volatile unsigned char frame[256];

    memset((void *)frame, (int)depth, sizeof(frame));
    if (depth == UINT32_MAX) /* never reached */
        return 0;
    return recurse(depth + 1) + frame[depth % sizeof(frame)];
}

#endif
