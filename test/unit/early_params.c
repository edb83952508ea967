/* SPDX-License-Identifier: MIT */
/* Options registered as a driver does it, found through the linker's table. */
#include "early_params.h"

#include <muster/cmdline.h>

unsigned int first_registered_calls, second_registered_calls;

static int parse_first(const char *value)
{
    (void)value;
    first_registered_calls++;
    return 0;
}
MUSTER_EARLY_PARAM("first_registered", parse_first);

static int parse_second(const char *value)
{
    (void)value;
    second_registered_calls++;
    return 0;
}
MUSTER_EARLY_PARAM("second_registered", parse_second);
