/* SPDX-License-Identifier: MIT */
#include <reent.h>
#include <stdio.h>
#include <string.h>

#include <muster/console.h>
#include <muster/percpu.h>
#include <muster/smp.h>

#include "../libc.h"
#include "reent.h"

/*
 * newlib's state of each CPU: errno, strtok()'s and rand()'s, stdin, stdout and stderr, ... What
 * belongs to no CPU (the functions of atexit(), what fopen() has opened) is in a global one of
 * newlib's own.
 *
 * It is some 2 KiB, so a CPU fills it in when it first needs it, and not on its way up.
 */
static DEFINE_PER_CPU_UNCOPIED(struct _reent, reent);
/* The CPU's own, once that is filled in. An address, because one that was filled in before there
 * were per-CPU areas would be copied to all of them. */
static DEFINE_PER_CPU(struct _reent *, filled_in);

/* Declared for newlib itself only; weak, so that a program without stdio stays without. */
#pragma weak fflush
#pragma weak _fflush_r

/* Not inlined: a stack frame is for this alone. A handler that comes in between fills it in, too;
 * what is lost is the handler's errno. */
static struct _reent *fill_in(struct _reent *own) __attribute__((noinline, cold));
static struct _reent *fill_in(struct _reent *own)
{
    _REENT_INIT_PTR(own);
    this_cpu_write(filled_in, own);
    return own;
}

struct _reent *__getreent(void)
{
    struct _reent *own = this_cpu_ptr(&reent);

    return this_cpu_read(filled_in) == own ? own : fill_in(own);
}

/* A CPU's, or NULL when it has used no stream yet: the first use registers a clean-up. */
static struct _reent *reent_with_streams(unsigned int cpu)
{
    struct _reent *of = per_cpu_ptr(&reent, cpu);

    return per_cpu(filled_in, cpu) == of && of->__cleanup ? of : NULL;
}

void libc_flush_streams(unsigned int cpu)
{
    struct _reent *own = reent_with_streams(cpu);

    if (own && _fflush_r) {
        _fflush_r(own, own->_stdout);
        _fflush_r(own, own->_stderr);
    }
}

void libc_flush_files(void)
{
    if (fflush)
        fflush(NULL); /* those in the global state: not any CPU's own three */
}

bool newlib_is_flushed(size_t bytes)
{
    const struct _reent *own = reent_with_streams(smp_processor_id());

    return !own || (!(own->_stdout->_flags & __SNBF) && own->_stdout->_bf._size > 0 &&
                    bytes % (size_t)own->_stdout->_bf._size != 0);
}

size_t libc_unsent_output(unsigned int cpu, const char **bytes)
{
    const struct _reent *of = reent_with_streams(cpu);

    if (!of || !(of->_stdout->_flags & __SWR) || !of->_stdout->_bf._base)
        return 0;
    *bytes = (const char *)of->_stdout->_bf._base;
    size_t bytes_held = (size_t)(of->_stdout->_p - of->_stdout->_bf._base);
    /* After a panic: what is there may be anything. */
    return bytes_held <= (size_t)of->_stdout->_bf._size ? bytes_held : 0;
}
