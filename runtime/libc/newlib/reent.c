/* SPDX-License-Identifier: MIT */
#include "libc/newlib/reent.h"

#include <reent.h>
#include <stdint.h>
#include <string.h>

#include <muster/percpu.h>

#include "arch.h"

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

/* Not inlined: a stack frame is for this alone. Masked: a handler that came in between would have
 * what it has set wiped out. */
static struct _reent *fill_in(struct _reent *own) __attribute__((noinline, cold));
static struct _reent *fill_in(struct _reent *own)
{
    uint64_t flags = arch_irq_save();

    if (this_cpu_read(filled_in) != own) {
        _REENT_INIT_PTR(own);
        this_cpu_write(filled_in, own);
    }
    arch_irq_restore(flags);
    return own;
}

struct _reent *__getreent(void)
{
    struct _reent *own = this_cpu_ptr(&reent);

    return this_cpu_read(filled_in) == own ? own : fill_in(own);
}

struct _reent *reent_with_streams(unsigned int cpu)
{
    struct _reent *of = per_cpu_ptr(&reent, cpu);

    return per_cpu(filled_in, cpu) == of && of->__cleanup ? of : NULL;
}
