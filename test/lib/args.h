/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_TEST_ARGS_H
#define MUSTER_TEST_ARGS_H

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <muster/app.h>

#include "check.h"

/* The test program's arguments, counted from 1. A missing argument is a mistake in the test. */

static inline const char *arg_text(int index)
{
    CHECK(index < muster_app_args()->argc);
    return muster_app_args()->argv[index];
}

static inline bool arg_is(int index, const char *text)
{
    return strcmp(arg_text(index), text) == 0;
}

static inline unsigned long arg_number(int index)
{
    char *end;
    unsigned long number = strtoul(arg_text(index), &end, 0);

    CHECK(end != arg_text(index) && *end == '\0');
    return number;
}

#endif
