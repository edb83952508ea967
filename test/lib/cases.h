/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_TEST_CASES_H
#define MUSTER_TEST_CASES_H

#include <stddef.h>

#include "args.h"
#include "check.h"

/* A program that tests several cases, of which its arguments name those to run. */
struct test_case {
    const char *name;
    void (*run)(void);
};

static inline void run_case_of(int index, const struct test_case *cases, size_t count)
{
    size_t i = 0;

    while (i < count && !arg_is(index, cases[i].name))
        i++;
    CHECK(i < count && "the argument names a case");
    cases[i].run();
}

/* Runs the case of the array @p cases that the program's argument @p index names. An argument that
 * names none is a mistake in the test. */
#define RUN_CASE(index, cases) run_case_of(index, cases, sizeof(cases) / sizeof((cases)[0]))

#endif
