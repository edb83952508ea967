/* SPDX-License-Identifier: MIT */
#include <stdint.h>

#include <muster/app.h>

#include "args.h"
#include "check.h"

/*
 * usage: percpu-stack-size BYTES
 *
 * Each CPU uses so many bytes of its stack. The program asks for stacks that are larger than those
 * of the build.
 */

MUSTER_STACK_SIZE(65000); /* becomes 65536 */

static __attribute__((noinline)) unsigned int use(unsigned int bytes)
{
    volatile char frame[1024];

    for (unsigned int i = 0; i < sizeof(frame); i++)
        frame[i] = (char)i;
    return bytes <= sizeof(frame) ? 1u : use(bytes - sizeof(frame)) + (unsigned char)frame[1];
}

int app_main_percpu(unsigned int cpu)
{
    (void)cpu;
    CHECK(use(arg_number(1)) > 0);
    return 0;
}
