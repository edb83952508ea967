/* SPDX-License-Identifier: MIT */
#include "console/panic.h"

#include <stdarg.h>
#include <stdint.h>

#include <muster/console.h>
#include <muster/smp.h>

#include "arch/cpu.h"
#include "arch/mmu.h"
#include "base/image.h"
#include "base/mpidr_hash.h"
#include "console/backtrace.h"
#include "console/console.h"
#include "console/panic_uncached.h"
#include "console/port.h"
#include "console/stop.h"

/* Ends a program that cannot go on. Works with any lock held, and when a report panics itself. With
 * the MMU off, the report is that of panic_uncached.c. */

/* 0, or the hwid plus one of the CPU that reports. That CPU writes it. */
static uint64_t reporter;

IMAGE_SYMBOL(panic_ending *const, endings_start, panic_endings_start);
IMAGE_SYMBOL(panic_ending *const, endings_end, panic_endings_end);

/* What claim_report() finds: this CPU is the first to panic, it panics while it reports, or another
 * CPU reports already. */
enum role { REPORTS, REPORTS_ALREADY, IS_LATE };

static enum role claim_report(void)
{
    uint64_t self = arch_hwid() + 1, none = 0;

    if (__atomic_compare_exchange_n(&reporter, &none, self, false, __ATOMIC_ACQ_REL,
                                    __ATOMIC_ACQUIRE))
        return REPORTS;
    return none == self ? REPORTS_ALREADY : IS_LATE;
}

/* Calls the program's ending, and sleeps if there is none or it returns. */
static void end_program(void) __attribute__((noreturn));
static void end_program(void)
{
    for (panic_ending *const *ending = endings_start; ending < endings_end; ending++)
        (*ending)(MUSTER_PANIC_EXIT_STATUS);
    console_drain();
    cpu_park();
}

static void begin_report(void)
{
    arch_irq_save();
    switch (claim_report()) {
    case REPORTS:
        break;
    case REPORTS_ALREADY:
        console_printf("muster: a second panic while reporting the first: giving up\n");
        end_program();
    case IS_LATE:
        stop_this_cpu();
    }
    stop_other_cpus();
    console_enter_last();

    int cpu = mpidr_hash_find(arch_hwid());
    console_printf("muster: panic on CPU ");
    if (cpu < 0)
        console_printf("? ");
    else
        console_printf("%d ", cpu);
    console_printf("(MPIDR 0x%lx, EL%u): ", (unsigned long)arch_hwid(), arch_current_el());
}

static void end_report(void) __attribute__((noreturn));
static void end_report(void)
{
    backtrace();
    end_program();
}

void panic(const char *format, ...)
{
    va_list args;

    va_start(args, format);
    if (!arch_caches_on())
        vpanic_uncached(format, &args);
    begin_report();
    console_vprintf(format, args);
    va_end(args);
    console_printf("\n");
    end_report();
}

void panic_with_report(const char *reason, void (*write_report)(const void *), const void *context)
{
    begin_report();
    console_printf("%s\n", reason);
    write_report(context);
    end_report();
}
