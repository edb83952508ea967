/* SPDX-License-Identifier: MIT */
#include "console/panic_uncached.h"

#include <stdbool.h>

#include <muster/board.h>
#include <muster/panic.h>

#include "arch/cpu.h"
#include "arch/leave_machine.h"
#include "arch/semihosting_call.h"
#include "arch/stack_frames.h"
#include "base/driver.h"
#include "base/image.h"
#include "console/port.h"
#include "console/semihosting.h"

/* Reports a panic with the MMU off. No line of this file, and of what it calls, reads a variable
 * that may lie in a cache, calls a libc, or uses an atomic operation. */

/* The port that the report goes to. Its first member is the sink that the formatter gets. */
struct uncached_port {
    struct text_sink sink;
    struct serial_port port;
};

/* How much text a call to the host shows. */
#define HOST_TEXT_BYTES 64

/* Shows text by the debugger or the emulator. If neither answers, the call is an exception with
 * which the report ends. */
static void write_to_host(const char *bytes, size_t size)
{
    char text[HOST_TEXT_BYTES];
    long result;

    while (size) {
        size_t used = 0;
        for (; size && used < HOST_TEXT_BYTES - 1; size--)
            text[used++] = *bytes++;
        text[used] = '\0';
        arch_semihosting_call(SEMIHOSTING_WRITE0, text, &result);
    }
}

static void write_to_port(const struct text_sink *sink, const char *bytes, size_t size)
{
    struct uncached_port *port = (struct uncached_port *)(uintptr_t)sink;

    if (!port->port.driver)
        write_to_host(bytes, size);
    else if (serial_send(&port->port, bytes, size) != 0)
        port->port.driver = NULL; /* not waited for again */
}

/* Opens the console's port. While there is none yet, opens the board's early port. */
static void open_port(struct uncached_port *port)
{
    const char *compatible = muster_board()->early_serial_compatible;

    port->sink.write = write_to_port;
    port->port = console_port;
    if (port->port.driver || !compatible)
        return;
    const struct driver *driver = driver_find(DRIVER_SERIAL, compatible);
    if (!driver)
        return;
    port->port.driver = driver->operations;
    port->port.base = muster_board()->early_serial_pa;
    port->port.registers = port->port.driver->registers;
    if (port->port.driver->operations->init)
        port->port.driver->operations->init(&port->port);
}

static void begin_report(struct uncached_port *port)
{
    open_port(port);
    text_printf(&port->sink,
                "muster: panic on CPU ? (MPIDR 0x%lx, EL%u): ", (unsigned long)arch_hwid(),
                arch_current_el());
}

/* Returns true if @p record may be read: if it lies on a stack that the boot CPU begins on, or on
 * the rest of the stack that @p start lies on. */
static bool is_on_known_stack(uintptr_t record, uintptr_t start)
{
    bool is_in_image =
        record >= (uintptr_t)init_exception_stack_guard && record < (uintptr_t)image_end;

    return record % 16 == 0 &&
           (is_in_image || (start && record - start < image_sizes.exception_stack_bytes));
}

/* Prints the back trace as backtrace_print() does, without the names of functions. */
static void print_back_trace(const struct text_sink *sink, uintptr_t frame_pointer)
{
    uintptr_t record = frame_pointer;

    text_printf(sink, "  back trace, innermost first (image at 0x%lx):\n",
                (unsigned long)image_start);
    for (unsigned int i = 0; i < BACKTRACE_MAX && is_on_known_stack(record, frame_pointer); i++) {
        const uintptr_t *words = (const uintptr_t *)record;
        if (!words[1])
            return;
        text_printf(sink, "    0x%016lx\n", (unsigned long)words[1]);
        record = words[0];
    }
}

static void end_report(const struct uncached_port *port, uintptr_t frame_pointer)
    __attribute__((noreturn));
static void end_report(const struct uncached_port *port, uintptr_t frame_pointer)
{
    print_back_trace(&port->sink, frame_pointer);
    text_printf(&port->sink, "MUSTER_EXIT status=%u cpus=0 possible=0 time_us=0\n",
                MUSTER_PANIC_EXIT_STATUS);
    if (port->port.driver)
        serial_drain(&port->port);
    arch_leave_machine();
}

void vpanic_uncached(const char *format, va_list *args)
{
    struct uncached_port port;

    begin_report(&port);
    text_vprintf(&port.sink, format, args);
    text_printf(&port.sink, "\n");
    end_report(&port, (uintptr_t)__builtin_frame_address(0));
}

void panic_uncached(const char *format, ...)
{
    va_list args;

    va_start(args, format);
    vpanic_uncached(format, &args);
}

void panic_uncached_with_report(const char *reason,
                                void (*write_report)(const struct text_sink *, const void *),
                                const void *context, uintptr_t frame_pointer)
{
    struct uncached_port port;

    begin_report(&port);
    text_printf(&port.sink, "%s\n", reason);
    write_report(&port.sink, context);
    end_report(&port, frame_pointer);
}
