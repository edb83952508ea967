/* SPDX-License-Identifier: MIT */
#include "libc/newlib/reent.h"

#include <reent.h>
#include <stdint.h>
#include <string.h>

#include <muster/percpu.h>

#include "arch/cpu.h"

/*
 * newlib's state of each CPU: errno, the states of strtok() and rand(), stdin, stdout and stderr,
 * and so on. State that belongs to no CPU (atexit()'s functions, the streams that fopen() has
 * opened) is in a global state of newlib's own.
 *
 * A CPU's state has some 2 KiB. So a CPU fills it in when the CPU first needs it, and not on its
 * way up.
 */
static DEFINE_PER_CPU_UNCOPIED(struct _reent, reent);
/* The address of the CPU's own state, once it is filled in. An address rather than a flag: the boot
 * CPU may fill its state in before the per-CPU areas exist, and a flag set then would be copied to
 * every CPU. */
static DEFINE_PER_CPU(struct _reent *, filled_in);

/* Fills in the CPU's state. Not inlined, so that only this slow path costs a stack frame.
 * Interrupts are masked: a handler that ran in the middle would lose what it has set in the
 * state. */
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
