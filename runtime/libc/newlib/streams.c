/* SPDX-License-Identifier: MIT */
#include <reent.h>
#include <stdbool.h>
#include <stdio.h>
#include <unistd.h>

#include <muster/console.h>
#include <muster/cpumask.h>

#include "libc/libc.h"
#include "libc/libc_lock.h"
#include "libc/newlib/reent.h"

/* newlib's streams: stdin, stdout and stderr are each CPU's own, what fopen() opens is in a list of
 * the global state. */

/* Declared for newlib itself only; weak, so that a program without stdio stays without. */
#pragma weak _fflush_r

/* What the linker makes of fflush(), in a program that calls it, and what it has been. */
int __wrap_fflush(FILE *stream);
int __real_fflush(FILE *stream);

static bool is_on_console(const FILE *stream)
{
    return stream->_file == STDOUT_FILENO || stream->_file == STDERR_FILENO;
}

/* A part of a line, too, which the console would keep until the line ends; also of a stream without
 * a buffer. */
int __wrap_fflush(FILE *stream)
{
    int result = __real_fflush(stream);

    if (!stream || is_on_console(stream))
        console_flush();
    return result;
}

void libc_flush_streams(unsigned int cpu)
{
    struct _reent *own = reent_with_streams(cpu);

    if (own && _fflush_r) {
        _fflush_r(own, own->_stdout);
        _fflush_r(own, own->_stderr);
    }
}

/* Not a stream that a CPU has been stopped in: it may be half changed. */
static void flush_file(FILE *stream)
{
    const bool is_open =
        stream->_flags != 0 && stream->_flags != 1 && stream->_file > STDERR_FILENO;

    if (is_open && stream->_lock && !stream->_lock->owner)
        _fflush_r(_REENT, stream);
}

/* Not newlib's own walk, which waits for each stream's lock. */
void libc_flush_files(void)
{
    unsigned int cpu;

    if (!_fflush_r)
        return;
    for (struct _glue *glue = &_GLOBAL_REENT->__sglue; glue; glue = glue->_next)
        for (int i = 0; i < glue->_niobs; i++)
            flush_file(&glue->_iobs[i]);
    for_each_possible_cpu (cpu) {
        struct _reent *of = reent_with_streams(cpu);
        if (of) { /* freopen() has made files of these, perhaps */
            flush_file(of->_stdout);
            flush_file(of->_stderr);
        }
    }
}

size_t libc_unsent_output(unsigned int cpu, const char **bytes)
{
    const struct _reent *of = reent_with_streams(cpu);

    if (!of || of->_stdout->_file != STDOUT_FILENO || !(of->_stdout->_flags & __SWR) ||
        !of->_stdout->_bf._base)
        return 0;
    *bytes = (const char *)of->_stdout->_bf._base;
    size_t bytes_held = (size_t)(of->_stdout->_p - of->_stdout->_bf._base);
    /* After a panic: what is there may be anything. */
    return bytes_held <= (size_t)of->_stdout->_bf._size ? bytes_held : 0;
}
