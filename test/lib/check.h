/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_TEST_CHECK_H
#define MUSTER_TEST_CHECK_H

#include <unistd.h>

#include <muster/console.h>
#include <muster/smp.h>

/* The exit status of a test program that has found a mistake. */
#define CHECK_FAILED_STATUS 99

/*
 * Ends the program with CHECK_FAILED_STATUS unless @p condition is true. Any CPU may call it at any
 * time. Exit handlers do not run, because the check may stand in one.
 */
#define CHECK(condition) ((condition) ? (void)0 : check_failed(__FILE__, __LINE__, #condition))

__attribute__((noreturn, cold)) static inline void check_failed(const char *file, int line,
                                                                const char *condition)
{
    console_printf("%s:%d: CPU %u: check failed: %s\n", file, line, smp_processor_id(), condition);
    _exit(CHECK_FAILED_STATUS);
}

/* Ends the program as CHECK() does, because @p what did not come in time. */
__attribute__((noreturn, cold)) static inline void wait_failed(const char *file, int line,
                                                               const char *what)
{
    console_printf("%s:%d: CPU %u: waited too long until %s\n", file, line, smp_processor_id(),
                   what);
    _exit(CHECK_FAILED_STATUS);
}

#endif
