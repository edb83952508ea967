/* SPDX-License-Identifier: MIT */
#include "own_names.h"

/* Variables by POSIX's names, which C leaves to the program (C11 7.1.3). Includes no header that
 * declares a function by such a name. */

#define MINE 4711

#define NAME(name)                                                                                 \
    extern int name;                                                                               \
    int name = MINE;
#include "posix_names.h"
#undef NAME

bool own_names_are_kept(void)
{
#define NAME(name) &&name == MINE
    return true
#include "posix_names.h"
        ;
}
