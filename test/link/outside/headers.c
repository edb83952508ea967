/* SPDX-License-Identifier: MIT */
#include "headers.h"

struct headers headers_in_c(void)
{
    return headers_seen();
}
