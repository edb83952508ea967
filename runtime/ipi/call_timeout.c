/* SPDX-License-Identifier: MIT */
#include "ipi/call_timeout.h"

#include <muster/cmdline.h>

#include "base/parse.h"

/* The option call.timeout_ms. */

unsigned int call_timeout_ms = NO_WAIT_LIMIT;

static int parse_call_timeout(const char *value)
{
    return parse_timeout_ms(value, 0, &call_timeout_ms);
}
MUSTER_EARLY_PARAM("call.timeout_ms", parse_call_timeout);
