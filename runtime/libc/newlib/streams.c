/* SPDX-License-Identifier: MIT */
#include <reent.h>
#include <stdbool.h>
#include <stdio.h>
#include <unistd.h>

#include <muster/cpumask.h>

#include "console/console.h"
#include "libc/libc.h"
#include "libc/libc_lock.h"
#include "libc/newlib/reent.h"

/* newlib's streams. Each CPU has its own stdin, stdout and stderr; the streams that fopen() opens
 * are in a list of the global state. */

/* Declared by newlib for itself only. Weak, so that a program without stdio links none. */
#pragma weak _fflush_r

/* The linker's --wrap=fflush turns a program's fflush() into __wrap_fflush(); __real_fflush() is
 * newlib's. */
int __wrap_fflush(FILE *stream);
int __real_fflush(FILE *stream);

static bool is_on_console(const FILE *stream)
{
    return stream->_file == STDOUT_FILENO || stream->_file == STDERR_FILENO;
}

/* Flushes a stream, and the console behind it: the console would otherwise keep part of a line
 * until the line ends. This also holds for a stream without a buffer. */
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

/* Flushes an open file's stream, unless its lock is held: the owner was stopped in the middle of a
 * change. */
static void flush_file(FILE *stream)
{
    const bool is_open =
        stream->_flags != 0 && stream->_flags != 1 && stream->_file > STDERR_FILENO;

    if (is_open && stream->_lock && !stream->_lock->owner)
        _fflush_r(_REENT, stream);
}

/* Walks the streams itself, because newlib's own walk waits for each stream's lock. */
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
        if (of) { /* freopen() may have made files of these */
            flush_file(of->_stdout);
            flush_file(of->_stderr);
        }
    }
}

static size_t unsent_output(unsigned int cpu, const char **bytes)
{
    const struct _reent *of = reent_with_streams(cpu);

    if (!of || of->_stdout->_file != STDOUT_FILENO || !(of->_stdout->_flags & __SWR) ||
        !of->_stdout->_bf._base)
        return 0;
    *bytes = (const char *)of->_stdout->_bf._base;
    size_t bytes_held = (size_t)(of->_stdout->_p - of->_stdout->_bf._base);
    /* After a panic the stream may hold anything, so check the size. */
    return bytes_held <= (size_t)of->_stdout->_bf._size ? bytes_held : 0;
}

void libc_streams_init(void)
{
    console_set_unsent_output(unsent_output);
}
