/* SPDX-License-Identifier: MIT */
#include <stdlib.h>

#include "coremark.h"

ee_s32 number_of(const char *text)
{
    return (ee_s32)strtol(text, NULL, 0);
}
