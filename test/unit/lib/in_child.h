/* SPDX-License-Identifier: MIT */
#ifndef TEST_UNIT_IN_CHILD_H
#define TEST_UNIT_IN_CHILD_H

#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cmocka_test.h"
#include "console_capture.h"

/* Runs cases that change state which a program has only once. Each case runs in a process of its
 * own. When something is wrong the case prints what, and ends the process with a status other than
 * 0. */

#define EXPECT(condition)                                                                          \
    do {                                                                                           \
        if (!(condition)) {                                                                        \
            fprintf(stderr, "line %d: %s; console: %s\n", __LINE__, #condition,                    \
                    console_captured());                                                           \
            exit(1);                                                                               \
        }                                                                                          \
    } while (0)

static inline void in_child(void **state)
{
    void (*const *run)(void) = *state;
    int status;
    pid_t child = fork();

    assert_true(child >= 0);
    if (child == 0) {
        (*run)();
        _exit(0);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
}

/* An entry of a list of tests: a function without arguments. */
#define CASE(function)                                                                             \
    {                                                                                              \
        .name = #function, .test_func = in_child, .initial_state = (void (*[1])(void))             \
        {                                                                                          \
            function                                                                               \
        }                                                                                          \
    }

#endif
