/* SPDX-License-Identifier: MIT */
#include "console/console.h"

#include <stdbool.h>
#include <stdint.h>

#include <muster/cpumask.h>
#include <muster/irq.h>
#include <muster/order.h>
#include <muster/percpu.h>
#include <muster/smp.h>

#include "arch/cpu.h"
#include "base/clock.h"
#include "base/ticks.h"
#include "console/port.h"
#include "console/text.h"
#include "ipi/irqchip.h"

/*
 * Collects what each CPU prints into lines, and sends the lines through the one serial port.
 *
 * Each CPU collects its line in a buffer of its own, without a lock. A finished line is pending:
 * the CPU that owns the port sends all pending lines, those of other CPUs too. So a CPU waits for
 * the port only when it prints again before its last line has been sent. A lock would be slow: with
 * 512 CPUs that spin for it under an emulator, its owner would hardly run.
 *
 * No line is forgotten. A CPU makes its line pending and then looks whether the port is free. An
 * owner frees the port and then looks whether a line is pending. Both have a full barrier between
 * the two steps.
 *
 * A line that is longer than the buffer is the exception: its CPU takes the port and keeps it until
 * the line ends.
 */

/* How long an owner may keep the port between two parts of a long line. Then a CPU that waits takes
 * the port. */
#define OPEN_LINE_TIMEOUT_MS 1000
/* How long a CPU waits for an owner that is sending. An owner that takes longer has died, and the
 * CPU takes the port. */
#define SENDING_TIMEOUT_MS 60000

struct line {
    uint16_t used_bytes;
    bool keeps_port; /* the beginning of the line has been sent, its end has not */
};
static DEFINE_PER_CPU(struct line, current_line);
typedef char line_buffer[MUSTER_CONSOLE_LINE_BYTES];
static DEFINE_PER_CPU_UNCOPIED(line_buffer, line_bytes);

/* 0 at the beginning of a line. In the middle of a line, the number plus one of the CPU that has
 * printed its first part. Written by the port's owner */
static uint32_t line_of;

/* Set by the CPU that ends the program, in console_enter_last(). From then on only this CPU prints,
 * and each byte goes out at once. */
static bool is_last;

/* 0 while the port is free, otherwise the number of the owning CPU plus one. OPEN_LINE is added
 * while the owner keeps the port between two parts of a long line. */
static uint32_t port_owner;
#define OPEN_LINE UINT32_C(0x80000000)

/* `sleepers`: how many CPUs sleep until the owner releases the port. `watcher`: 0, or the number
 * plus one of a waiting CPU that stays awake while the owner keeps the port for the rest of a long
 * line. The watcher takes the port from an owner that does not end its line.
 * test/model/console.pml is a model of this, with what goes wrong when a step is left out. */
static uint32_t sleepers, watcher;

/* CPUs with a line that is complete and not sent. Each CPU sets its own bit; the port's owner
 * clears it. */
static struct cpumask pending;

/* Functions that other rooms have registered. Written by the boot CPU while no other CPU runs. */
static int (*input)(void);
static size_t (*unsent_output)(unsigned int cpu, const char **bytes);

void console_set_input(int (*getc)(void))
{
    input = getc;
}

void console_set_unsent_output(size_t (*function)(unsigned int cpu, const char **bytes))
{
    unsent_output = function;
}

/* Sends a newline if the line of another CPU has been sent in part. @p self is the number plus one
 * of the CPU that is about to print, or 0. The caller owns the port. */
static void end_line_of_another(uint32_t self)
{
    if (line_of && line_of != self)
        console_send("\n", 1);
    line_of = 0;
}

static void send_bytes_of(unsigned int cpu, const char *bytes, size_t size)
{
    end_line_of_another(cpu + 1);
    console_send(bytes, size);
    line_of = bytes[size - 1] == '\n' ? 0 : cpu + 1;
}

/* Sends the buffer of @p cpu and empties it. The caller owns the port. */
static void send_buffer_of(unsigned int cpu)
{
    struct line *line = per_cpu_ptr(&current_line, cpu);
    const char *bytes = *per_cpu_ptr(&line_bytes, cpu);

    if (line->used_bytes == 0)
        return;
    send_bytes_of(cpu, bytes, line->used_bytes);
    line->used_bytes = 0;
}

static bool try_take_port(uint32_t from, uint32_t self)
{
    return __atomic_compare_exchange_n(&port_owner, &from, self, false, __ATOMIC_ACQUIRE,
                                       __ATOMIC_RELAXED);
}

/* Returns true if the calling CPU is the watcher. Makes it the watcher if there is none. */
static bool is_watcher(uint32_t self)
{
    uint32_t none = 0;
    return __atomic_compare_exchange_n(&watcher, &none, self, false, __ATOMIC_ACQ_REL,
                                       __ATOMIC_ACQUIRE) ||
           none == self;
}

/*
 * Sleeps until the port's owner releases the port. An owner that is sending does so soon: it can be
 * stopped only between two lines, and that ends the program. While the owner keeps the port for the
 * rest of a long line, this CPU sleeps only if another CPU is the watcher: it may be the watcher
 * itself, when the owner was sending as it looked last. Interrupts are masked, so that the wake-up
 * cannot come between the look at the owner and the sleep.
 */
static void sleep_until_release(uint32_t self)
{
    uint64_t flags = arch_irq_save();

    __atomic_fetch_add(&sleepers, 1, __ATOMIC_RELAXED);
    /* Count this CPU, then read owner and watcher. Partners: release_port(), end_watch(). */
    smp_mb();
    uint32_t owner = __atomic_load_n(&port_owner, __ATOMIC_RELAXED);
    uint32_t watching = __atomic_load_n(&watcher, __ATOMIC_RELAXED);
    if (owner && (!(owner & OPEN_LINE) || (watching && watching != self)))
        arch_wait_for_interrupt();
    __atomic_fetch_sub(&sleepers, 1, __ATOMIC_RELAXED);
    /* The CPU takes the interrupt here. If the caller has masked interrupts, the interrupt stays
     * pending. */
    arch_irq_restore(flags);
}

/* Ends the watch of the calling CPU, if it is the watcher. CPUs may have gone to sleep because
 * there was a watcher, while the owner keeps the port. If this CPU leaves without the port, it
 * wakes them, so that one of them becomes the watcher. With the port, release_port() wakes them. */
static void end_watch(uint32_t self, bool owns_port)
{
    if (__atomic_load_n(&watcher, __ATOMIC_RELAXED) != self)
        return;
    __atomic_store_n(&watcher, 0, __ATOMIC_RELEASE);
    if (owns_port)
        return;
    smp_mb(); /* end the watch, then read `sleepers`; partner: sleep_until_release() */
    if (__atomic_load_n(&sleepers, __ATOMIC_RELAXED))
        irqchip_send_all_others(IPI_WAKE_UP);
}

/* Waits for the port, and takes it from an owner that keeps it for too long. Returns true if this
 * CPU owns the port then. With @p for_own_line, gives up and returns false once another CPU has
 * sent this CPU's line. */
static bool wait_for_port(uint32_t self, bool for_own_line)
{
    uint64_t start = counter_now();
    uint64_t ticks_per_ms = clock_hz() / 1000;
    uint32_t owner = 0;
    bool is_mine;

    while (!(is_mine = try_take_port(0, self))) {
        if (for_own_line && !cpumask_test_cpu(self - 1, &pending))
            break;
        uint32_t now_owner = __atomic_load_n(&port_owner, __ATOMIC_RELAXED);
        if (now_owner != owner) { /* another owner or use: the time begins anew */
            owner = now_owner;
            start = counter_now();
        }
        uint64_t limit_ms = owner & OPEN_LINE ? OPEN_LINE_TIMEOUT_MS : SENDING_TIMEOUT_MS;
        is_mine = owner && counter_has_passed(start, limit_ms * ticks_per_ms) &&
                  try_take_port(owner, self);
        if (is_mine)
            break;
        /* A handler does not sleep: the controller signals only what is more urgent than the
         * interrupt being handled, so the wake-up would not end the sleep. */
        if (irqchip_ends_sleep() && !muster_in_irq() && !(owner & OPEN_LINE && is_watcher(self)))
            sleep_until_release(self);
        cpu_relax();
    }
    end_watch(self, is_mine);
    return is_mine;
}

/* Sets the port's owner: 0 frees the port; this CPU with OPEN_LINE keeps the port for the rest of a
 * long line. */
static void release_port(uint32_t owner)
{
    __atomic_store_n(&port_owner, owner, __ATOMIC_RELEASE);
    /* Set the owner, then read `pending` and `sleepers`. Partners: make_pending() and
     * sleep_until_release(). */
    smp_mb();
    if (__atomic_load_n(&sleepers, __ATOMIC_RELAXED))
        irqchip_send_all_others(IPI_WAKE_UP);
}

static void send_line_of(unsigned int cpu)
{
    /* Masked, so that this CPU is not stopped in the middle of a line. */
    uint64_t flags = arch_irq_save();
    send_buffer_of(cpu);
    cpumask_clear_cpu(cpu, &pending); /* that CPU may use its buffer again */
    arch_irq_restore(flags);
}

static void send_pending(void)
{
    unsigned int cpu;
    for_each_cpu (cpu, &pending)
        send_line_of(cpu);
}

/* Sends the pending lines, unless another CPU owns the port and sends them. */
static void pump(void)
{
    uint32_t self = smp_processor_id() + 1;

    while (!cpumask_empty(&pending) && try_take_port(0, self)) {
        send_pending();
        release_port(0);
    }
}

static void make_pending(unsigned int cpu)
{
    cpumask_set_cpu(cpu, &pending);
    smp_mb(); /* set the bit, then read the port's owner; partner: release_port() */
}

/* Waits until the pending line of this CPU has been sent, so that its buffer is free again. A
 * handler may have interrupted a program on this CPU that owns the port, between two lines. Then
 * the handler sends the line itself, since the program cannot go on before the handler returns. */
static void wait_until_sent(unsigned int cpu)
{
    if (__atomic_load_n(&port_owner, __ATOMIC_RELAXED) == cpu + 1) {
        send_line_of(cpu);
        return;
    }
    pump();
    while (cpumask_test_cpu(cpu, &pending)) {
        if (wait_for_port(cpu + 1, true)) {
            send_pending();
            release_port(0);
        }
    }
}

/* Sends a part of a line that does not fit the buffer. This CPU keeps the port until it has sent
 * the part with @p ends. */
static void send_part(struct line *line, bool ends)
{
    uint32_t self = smp_processor_id() + 1;

    if (!try_take_port(self | OPEN_LINE, self))
        wait_for_port(self, false);
    send_buffer_of(self - 1);
    line->keeps_port = !ends;
    release_port(ends ? 0 : self | OPEN_LINE);
}

/* Adds bytes to this CPU's line, up to the end of the line or of the buffer. Returns how many bytes
 * it has added. */
static size_t add_to_line(struct line *line, const char *bytes, size_t size)
{
    char *buffer = *this_cpu_ptr(&line_bytes);
    size_t taken = 0;
    bool ends = false;

    while (taken < size && line->used_bytes < MUSTER_CONSOLE_LINE_BYTES && !ends) {
        ends = bytes[taken] == '\n';
        buffer[line->used_bytes++] = bytes[taken++];
    }
    if (ends && !line->keeps_port)
        make_pending(smp_processor_id());
    else if (ends || line->used_bytes == MUSTER_CONSOLE_LINE_BYTES)
        send_part(line, ends);
    return taken;
}

void console_write(const char *bytes, size_t size)
{
    if (is_last) {
        console_send(bytes, size);
        return;
    }
    unsigned int cpu = smp_processor_id();
    while (size) {
        size_t taken = 0;
        /* Masked, so that the line of a handler does not get into the middle of this line. */
        uint64_t flags = arch_irq_save();
        bool is_sent = !cpumask_test_cpu(cpu, &pending);
        if (is_sent)
            taken = add_to_line(this_cpu_ptr(&current_line), bytes, size);
        arch_irq_restore(flags);
        if (is_sent)
            pump();
        else
            wait_until_sent(cpu);
        bytes += taken;
        size -= taken;
    }
}

static void write_to_console(const struct text_sink *sink, const char *bytes, size_t size)
{
    (void)sink;
    console_write(bytes, size);
}

const struct text_sink console_text = {write_to_console};

void console_vprintf(const char *format, va_list args)
{
    text_vprintf(&console_text, format, &args);
}

void console_printf(const char *format, ...)
{
    va_list args;
    va_start(args, format);
    text_vprintf(&console_text, format, &args);
    va_end(args);
}

void console_flush(void)
{
    unsigned int cpu = smp_processor_id();
    struct line *line = this_cpu_ptr(&current_line);

    if (is_last || (!line->used_bytes && !line->keeps_port))
        return;
    uint64_t flags = arch_irq_save();
    if (line->keeps_port)
        send_part(line, true);
    else if (line->used_bytes && !cpumask_test_cpu(cpu, &pending))
        make_pending(cpu);
    arch_irq_restore(flags);
    pump();
}

int console_getc(void)
{
    if (input)
        return input();
    const struct serial_driver *driver = console_port.driver;
    return driver ? driver->operations->read(&console_port) : -1;
}

/* Sends what the other CPUs had printed and not sent when they were stopped, unfinished lines
 * too. */
static void send_leftovers(void)
{
    unsigned int cpu;

    for_each_possible_cpu (cpu) {
        const char *unsent;
        size_t size;

        send_buffer_of(cpu);
        size = unsent_output ? unsent_output(cpu, &unsent) : 0;
        if (size)
            send_bytes_of(cpu, unsent, size);
    }
    cpumask_clear(&pending);
}

void console_enter_last(void)
{
    if (!console_port.driver)
        console_early_init();
    is_last = true;
    send_leftovers();
    end_line_of_another(0);
}
