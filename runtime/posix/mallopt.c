/* SPDX-License-Identifier: MIT */
#include <malloc.h>

/* Returns 0: malloc() has no options, so each is unknown. */
int mallopt(int option, int value)
{
    (void)option;
    (void)value;
    return 0;
}
