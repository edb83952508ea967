/* SPDX-License-Identifier: MIT */
#ifndef OUTSIDE_HEADERS_H
#define OUTSIDE_HEADERS_H

#include <errno.h>
#include <limits.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdio.h>
#include <sys/stat.h>
#include <time.h>

#ifdef __cplusplus
extern "C" {
#endif

/** What a file takes from the C library's headers: the same in each language, or one has others. */
struct headers {
    size_t stat_bytes, jmp_buf_bytes;
    int clock_monotonic;
    int path_max;
    FILE *error_stream;
    int *error_number;
};

/** As the file that calls it sees them. **Context:** any CPU. */
static inline struct headers headers_seen(void)
{
    struct headers seen;

    seen.stat_bytes = sizeof(struct stat);
    seen.jmp_buf_bytes = sizeof(jmp_buf);
    seen.clock_monotonic = CLOCK_MONOTONIC;
    seen.path_max = PATH_MAX;
    seen.error_stream = stderr;
    seen.error_number = &errno;
    return seen;
}

/** As headers.c sees them. **Context:** any CPU. */
struct headers headers_in_c(void);

/** As library.cpp sees them, of a library that does not link muster::cxx. **Context:** any CPU. */
struct headers headers_in_library(void);

#ifdef __cplusplus
}
#endif

#endif
