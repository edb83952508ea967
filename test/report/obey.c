/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <muster/app.h>
#include <muster/console.h>
#include <muster/cpuhp.h>
#include <muster/irq.h>
#include <muster/panic.h>
#include <muster/smp_call.h>
#include <muster/spinlock.h>
#include <muster/timer.h>

#include "args.h"
#include "check.h"
#include "libc_lock.h"
#include "work.h"

/*
 * usage: report-obey WORD...
 *
 * CPU 0 does what the words say, one after the other; the other CPUs wait for what that gives them.
 *
 *   masked:CPU handler:CPU call:CPU busy:CPU  it hangs there, until "release": with its
 *              interrupts masked; in a handler; in a cross call; with interrupts unmasked
 *   locks:CPU libc:CPU  as masked, holding spin locks, or the libc's lock
 *   release    they go on
 *   sleep:MS wait:MS  CPU 0 sleeps, or looks at the clock
 *   down:CPU up:CPU  as they say
 *   stop:MS    nothing runs on any CPU for so long
 *   dead-call:CPU  a call that is not made
 *   panic-in-report:CPU  it panics when CPU 0 takes an interrupt
 *   still moving  no CPU takes an interrupt for 100 ms; some CPU does
 *   flood      of what arrives until CPU 1 is reported, 256 bytes "0123456789012..." are in stdin
 *   echo       gives back a line of stdin
 *   talk       the words of lines of stdin come next, until "end"
 *
 * A word that is done is said.
 */

static uint32_t hanging, may_go_on;
static volatile unsigned int keep; /* changed behind a call, so that the caller keeps its frame */

/* ---- CPUs that hang -------------------------------------------------------------------------- */

/*
 * Has no frame: a back trace shows this function, where it is, and then the caller of hang(). It
 * calls cpu_relax() rarely: where CPUs share a host thread, each call is a switch to another CPU.
 */
__attribute__((noinline)) static void hang_on(void)
{
    while (!smp_load_acquire(&may_go_on)) {
        for (unsigned int spin = 0; spin < 20000; spin++)
            muster_compiler_barrier();
        cpu_relax();
    }
}

__attribute__((noinline)) static void hang(void)
{
    __atomic_fetch_add(&hanging, 1, __ATOMIC_RELEASE);
    hang_on();
    __atomic_fetch_sub(&hanging, 1, __ATOMIC_RELEASE);
}

__attribute__((noinline)) static int hang_masked(void *unused)
{
    uint64_t flags;

    (void)unused;
    local_irq_save(flags);
    hang();
    keep++;
    local_irq_restore(flags);
    return 0;
}

__attribute__((noinline)) static int hang_unmasked(void *unused)
{
    (void)unused;
    hang();
    keep++;
    return 0;
}

__attribute__((noinline)) static void hang_in_call(void *unused)
{
    (void)unused;
    CHECK(muster_in_irq());
    hang();
    keep++;
}

__attribute__((noinline)) static void hang_in_timer(struct muster_timer *timer)
{
    (void)timer;
    CHECK(muster_in_irq());
    hang();
    keep++;
}

/* Hangs in a timer's handler, which comes while the CPU does something else. */
static int hang_in_handler(void *unused)
{
    static struct muster_timer timers[NR_CPUS];
    struct muster_timer *timer = &timers[smp_processor_id()];

    uint64_t flags;

    (void)unused;
    muster_timer_init(timer, hang_in_timer, NULL);
    local_irq_save(flags); /* not while it is being started */
    CHECK(muster_timer_start(timer, 1000000) == 0);
    local_irq_restore(flags);
    wait_for(&may_go_on, 1);
    return 0;
}

static int hang_with_locks(void *unused)
{
    static DEFINE_SPINLOCK(outer);
    static DEFINE_SPINLOCK(released);
    static DEFINE_SPINLOCK(inner);

    spin_lock(&outer);
    spin_lock(&released);
    spin_lock(&inner);
    spin_unlock(&released);
    console_printf("locks: outer %p released %p inner %p\n", (void *)&outer, (void *)&released,
                   (void *)&inner);
    hang_masked(unused);
    spin_unlock(&inner);
    spin_unlock(&outer);
    return 0;
}

/* As malloc() does. */
static int hang_with_libc_lock(void *unused)
{
    lock_malloc();
    hang_masked(unused);
    unlock_malloc();
    return 0;
}

static void make_hang(unsigned int cpu, int (*function)(void *))
{
    uint32_t before = hanging;

    may_go_on = 0;
    work_on(cpu, function, NULL);
    wait_for(&hanging, before + 1);
}

static void masked(unsigned int cpu)
{
    make_hang(cpu, hang_masked);
}

static void handler(unsigned int cpu)
{
    make_hang(cpu, hang_in_handler);
}

static void busy(unsigned int cpu)
{
    make_hang(cpu, hang_unmasked);
}

static void locks(unsigned int cpu)
{
    make_hang(cpu, hang_with_locks);
}

static void libc(unsigned int cpu)
{
    make_hang(cpu, hang_with_libc_lock);
}

static void call(unsigned int cpu)
{
    uint32_t before = hanging;

    may_go_on = 0;
    CHECK(smp_call_function_single(cpu, hang_in_call, NULL, false) == 0);
    wait_for(&hanging, before + 1);
}

static void go_on(unsigned int unused)
{
    (void)unused;
    smp_store_release(&may_go_on, 1);
    for (unsigned int cpu = 1; cpu < nr_cpu_ids; cpu++)
        if (cpu_online(cpu))
            wait_until_idle(cpu);
    wait_until(!smp_load_acquire(&hanging));
}

/* ---- other words ----------------------------------------------------------------------------- */

static void nap(unsigned int ms)
{
    struct timespec time = {ms / 1000, (long)(ms % 1000) * 1000000};

    CHECK(nanosleep(&time, NULL) == 0);
}

static void stay_busy(unsigned int ms)
{
    wait_ms(ms);
}

static void down(unsigned int cpu)
{
    CHECK(cpu_down(cpu) == 0);
}

static void up(unsigned int cpu)
{
    CHECK(cpu_up(cpu) == 0);
}

static int stand_still(void *ms)
{
    wait_ms((unsigned int)(uintptr_t)ms);
    return 0;
}

static void stop(unsigned int ms)
{
    CHECK(muster_stop_machine(stand_still, (void *)(uintptr_t)ms, NULL) == 0);
}

static void do_nothing(void *unused)
{
    (void)unused;
}

static void dead_call(unsigned int cpu)
{
    CHECK(smp_call_function_single(cpu, do_nothing, NULL, true) == -ETIMEDOUT);
}

static uint64_t interrupts_of(unsigned int cpu)
{
    struct muster_irq_counts counts;

    CHECK(muster_irq_counts(cpu, &counts) == 0);
    return counts.handled + counts.spurious + counts.unknown;
}

static uint64_t interrupts_in_100_ms(void)
{
    uint64_t count = 0;
    unsigned int cpu;

    for_each_online_cpu (cpu)
        count -= interrupts_of(cpu);
    wait_ms(100);
    for_each_online_cpu (cpu)
        count += interrupts_of(cpu);
    return count;
}

static void still(unsigned int unused)
{
    (void)unused;
    CHECK(interrupts_in_100_ms() == 0);
}

static void moving(unsigned int unused)
{
    (void)unused;
    CHECK(interrupts_in_100_ms() > 0);
}

static int panic_late(void *unused)
{
    uint64_t before = interrupts_of(0);

    (void)unused;
    __atomic_fetch_add(&hanging, 1, __ATOMIC_RELEASE);
    wait_until(interrupts_of(0) != before);
    wait_ms(50);
    panic("in a report");
}

static void panic_in_report(unsigned int cpu)
{
    make_hang(cpu, panic_late);
}

static void flood(unsigned int unused)
{
    const unsigned int queue_bytes = 256;
    uint64_t before = interrupts_of(1);
    int byte;

    (void)unused;
    console_printf("flood me\n");
    wait_until(interrupts_of(1) != before);
    for (unsigned int i = 0; i < queue_bytes; i++) {
        byte = console_getc();
        CHECK(byte == (int)('0' + i % 10));
    }
    CHECK(console_getc() == -1);
}

static void echo(unsigned int unused)
{
    static char line[400];

    (void)unused;
    console_printf("type\n");
    CHECK(fgets(line, sizeof(line), stdin));
    line[strcspn(line, "\n")] = '\0';
    printf("read \"");
    for (const char *at = line; *at; at++)
        printf(*at < ' ' ? "\\x%02x" : "%c", (unsigned int)*at);
    printf("\"\n");
}

static const struct word {
    const char *name;
    void (*obey)(unsigned int number);
} words[] = {
    {"masked", masked},
    {"handler", handler},
    {"call", call},
    {"busy", busy},
    {"locks", locks},
    {"libc", libc},
    {"release", go_on},
    {"sleep", nap},
    {"wait", stay_busy},
    {"down", down},
    {"up", up},
    {"stop", stop},
    {"dead-call", dead_call},
    {"panic-in-report", panic_in_report},
    {"still", still},
    {"moving", moving},
    {"flood", flood},
    {"echo", echo},
};

static void obey(const char *text)
{
    size_t length = strcspn(text, ":");
    unsigned int number = text[length] ? (unsigned int)strtoul(text + length + 1, NULL, 0) : 0;

    for (unsigned int i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        if (strlen(words[i].name) == length && !strncmp(words[i].name, text, length)) {
            words[i].obey(number);
            console_printf("done %s\n", text);
            return;
        }
    }
    console_printf("there is no word %s\n", text);
    CHECK(!"a word that it knows");
}

static void talk(void)
{
    static char line[200];

    for (;;) {
        console_printf("what next\n");
        CHECK(fgets(line, sizeof(line), stdin));
        for (char *word = strtok(line, " \n"); word; word = strtok(NULL, " \n")) {
            if (!strcmp(word, "end"))
                return;
            obey(word);
        }
    }
}

int app_main_percpu(unsigned int cpu)
{
    if (cpu != 0)
        return 0;
    for (unsigned int other = 1; other < nr_cpu_ids; other++)
        if (cpu_online(other))
            wait_until_idle(other);
    for (int i = 1; i < muster_app_args()->argc; i++) {
        if (arg_is(i, "talk"))
            talk();
        else
            obey(arg_text(i));
    }
    return 0;
}
