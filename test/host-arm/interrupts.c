/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include <pthread.h>
#include <signal.h>
#include <stddef.h>
#include <time.h>
#include <unistd.h>

#include <muster/irq.h>
#include <muster/percpu.h>
#include <muster/smp.h>

#include "arch/generic_timer.h"
#include "base/clock.h"
#include "idle/idle.h"
#include "ipi/irqchip.h"
#include "irq/irq.h"
#include "machine.h"
#include "time/timer.h"
#include "time/timer_device.h"

/*
 * The interrupts of the stand-in machine. An interrupt is a bit in the CPU's word of pending
 * interrupts, and a signal to the thread, so it comes anywhere in the program unless the CPU masks
 * it. The handler of a signal that comes while interrupts are masked leaves the bit set, and the
 * CPU finds the bit when it unmasks.
 */

#ifndef sigev_notify_thread_id /* glibc 2.36 has no name for it */
#define sigev_notify_thread_id _sigev_un._tid
#endif

#define SIGNAL SIGUSR1
/* The bits of the interrupts that are no IPI. */
#define TIMER_BIT (UINT32_C(1) << 30)
#define SHARED_BIT (UINT32_C(1) << 31)

DEFINE_PER_CPU(bool, cpu_takes_interrupts);
static DEFINE_PER_CPU(pthread_t, threads);
static DEFINE_PER_CPU(timer_t, timers);
static DEFINE_PER_CPU(bool, timer_is_set);
static DEFINE_PER_CPU(struct host_cpu *, host_cpu_of);
static DEFINE_PER_CPU(bool, is_in_irq);

/* The only shared interrupt, which the program raises on CPU 0. */
static struct {
    unsigned int number;
    muster_irq_handler handler;
    void *argument;
} shared;

/* ---- taking ---------------------------------------------------------------------------------- */

void host_take_interrupts(void)
{
    uint32_t pending;

    while ((pending = __atomic_exchange_n(&host_this_cpu->pending, 0, __ATOMIC_ACQUIRE))) {
        host_this_cpu->irqs_are_masked = true;
        this_cpu_write(is_in_irq, true);
        if (pending & (TIMER_BIT | 1u << IPI_TIMER))
            timer_serve();
        if (pending & SHARED_BIT)
            shared.handler(shared.number, shared.argument);
        this_cpu_write(is_in_irq, false);
        host_this_cpu->irqs_are_masked = false;
    }
}

static void take_signal(int signal)
{
    (void)signal;
    if (!host_this_cpu->irqs_are_masked)
        host_take_interrupts();
}

static void take_timer_signal(int signal)
{
    __atomic_fetch_or(&host_this_cpu->pending, TIMER_BIT, __ATOMIC_RELAXED);
    take_signal(signal);
}

bool muster_in_irq(void)
{
    return this_cpu_read(is_in_irq);
}

void host_interrupts_begin(void)
{
    struct sigaction action = {.sa_handler = take_signal, .sa_flags = SA_RESTART};
    struct sigaction timer_action = {.sa_handler = take_timer_signal, .sa_flags = SA_RESTART};
    struct sigevent event = {.sigev_notify = SIGEV_THREAD_ID, .sigev_signo = SIGUSR2};

    /* One signal does not interrupt the handler of the other. */
    sigaddset(&action.sa_mask, SIGUSR2);
    sigaddset(&timer_action.sa_mask, SIGNAL);
    event.sigev_notify_thread_id = gettid();
    this_cpu_write(threads, pthread_self());
    this_cpu_write(host_cpu_of, host_this_cpu);
    if (sigaction(SIGNAL, &action, NULL) != 0 || sigaction(SIGUSR2, &timer_action, NULL) != 0 ||
        timer_create(CLOCK_MONOTONIC, &event, this_cpu_ptr(&timers)) != 0)
        host_fail("CPU %u can take no interrupts", smp_processor_id());
    this_cpu_write(cpu_takes_interrupts, true);
}

/* ---- sending --------------------------------------------------------------------------------- */

/* As a driver's send(): the caller's earlier stores are visible to the CPU that is interrupted. */
static void send_bit(unsigned int cpu, uint32_t bit)
{
    __atomic_fetch_or(&per_cpu(host_cpu_of, cpu)->pending, bit, __ATOMIC_RELEASE);
    pthread_kill(per_cpu(threads, cpu), SIGNAL);
}

bool irqchip_can_send(void)
{
    return true;
}

void irqchip_send(unsigned int cpu, enum ipi ipi)
{
    send_bit(cpu, UINT32_C(1) << ipi);
}

void irqchip_send_mask(const struct cpumask *mask, enum ipi ipi)
{
    unsigned int cpu;

    for_each_cpu (cpu, mask)
        irqchip_send(cpu, ipi);
}

int muster_irq_request(unsigned int irq, muster_irq_handler handler, void *argument,
                       const char *name)
{
    (void)name;
    shared.number = irq;
    shared.handler = handler;
    shared.argument = argument;
    return 0;
}

int muster_irq_raise(unsigned int irq)
{
    (void)irq;
    send_bit(0, SHARED_BIT);
    return 0;
}

void ipi_set_handler(enum ipi ipi, ipi_handler *handler)
{
    (void)ipi, (void)handler; /* that of IPI_TIMER, which host_take_interrupts() knows */
}

/* ---- the timer ------------------------------------------------------------------------------- */

uint32_t arch_counter_hz(void)
{
    uint64_t hz;

    __asm__("mrs %0, cntfrq_el0" : "=r"(hz));
    return (uint32_t)hz;
}

static void set_timer(uint64_t delay_ns)
{
    const struct itimerspec when = {
        .it_value = {(time_t)(delay_ns / NS_PER_S), (long)(delay_ns % NS_PER_S)}};

    timer_settime(this_cpu_read(timers), 0, &when, NULL);
}

void arch_timer_set(uint64_t value)
{
    int64_t ticks = (int64_t)(value - arch_counter());

    this_cpu_write(timer_is_set, true);
    set_timer(ticks > 0 ? clock_ns_of_ticks((uint64_t)ticks) + 1 : 1);
}

void arch_timer_stop(void)
{
    if (this_cpu_read(timer_is_set))
        set_timer(0);
    this_cpu_write(timer_is_set, false);
}

int timer_device_irq(const struct fdt_scan *scan, enum muster_irq_trigger *trigger)
{
    (void)scan;
    *trigger = MUSTER_IRQ_LEVEL;
    return 0;
}

bool timer_device_interrupts(unsigned int irq)
{
    (void)irq;
    return true;
}

int irq_request_percpu_everywhere(unsigned int irq, enum muster_irq_trigger trigger,
                                  muster_irq_handler handler, void *argument, const char *name)
{
    (void)irq, (void)trigger, (void)handler, (void)argument, (void)name;
    return 0; /* host_take_interrupts() knows the handler */
}

/* ---- sleeping -------------------------------------------------------------------------------- */

/* Sleeps until an interrupt is pending, though they are masked: with the signals blocked from the
 * look at the pending word on until the sleep lets them in. */
static void wait_for_interrupt(void)
{
    sigset_t both, before;

    sigemptyset(&both);
    sigaddset(&both, SIGNAL);
    sigaddset(&both, SIGUSR2);
    pthread_sigmask(SIG_BLOCK, &both, &before);
    if (!__atomic_load_n(&host_this_cpu->pending, __ATOMIC_RELAXED))
        sigsuspend(&before);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
}

void cpu_idle_until(bool (*is_due)(unsigned int cpu))
{
    for (;;) {
        arch_irq_mask();
        if (is_due(smp_processor_id()))
            break;
        wait_for_interrupt();
        arch_irq_unmask();
    }
    arch_irq_unmask();
}
