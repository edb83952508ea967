/* SPDX-License-Identifier: MIT */
#ifndef MUST_H
#define MUST_H

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

/* Ends the program with status 1, and says where, unless the condition is true. Not for
 * handlers. */
#define MUST(condition) must((condition), #condition, __FILE__, __LINE__)

static inline void must(bool is_true, const char *condition, const char *file, int line)
{
    if (is_true)
        return;
    printf("%s:%d: this is not so: %s\n", file, line, condition);
    exit(1);
}

#endif
