/* SPDX-License-Identifier: MIT */
#include "console.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include <muster/barrier.h>
#include <muster/board.h>
#include <muster/machine.h>
#include <muster/percpu.h>
#include <muster/smp.h>

#include "arch.h"
#include "device.h"
#include "percpu.h"
#include "stdout_path.h"

/*
 * Each CPU collects its line in its own buffer, without a lock, and sends it out whole while it
 * owns the port. A line that is longer than the buffer keeps the port until its end.
 */

#define LINE_BYTES 256
/* How long the rest of a long line may keep others waiting. */
#define OPEN_LINE_TIMEOUT_MS 1000
/* How long a CPU waits for one that is sending: longer means that it died with the port. */
#define SENDING_TIMEOUT_MS 10000

struct line {
    uint16_t used_bytes;
    bool keeps_port; /* its beginning has been sent, its end has not */
};
static DEFINE_PER_CPU(struct line, current_line);
typedef char line_buffer[LINE_BYTES];
static DEFINE_PER_CPU_UNCOPIED(line_buffer, line_bytes);

/* Set by the boot CPU while it is alone. In .data: used before .bss is cleared. */
static struct {
    const struct serial_driver *driver;
    uintptr_t base;
} port __attribute__((section(".data")));

static bool in_panic __attribute__((section(".data")));

/* 0, or the number of the owning CPU plus one, with OPEN_LINE while it is not sending. */
static uint32_t port_owner;
#define OPEN_LINE UINT32_C(0x80000000)

static void send(const char *bytes, size_t size)
{
    if (port.driver)
        port.driver->write(port.base, bytes, size);
}

static bool try_take_port(uint32_t from, uint32_t self)
{
    return __atomic_compare_exchange_n(&port_owner, &from, self, false, __ATOMIC_ACQUIRE,
                                       __ATOMIC_RELAXED);
}

static void take_port(uint32_t self)
{
    if (try_take_port(0, self) || try_take_port(self | OPEN_LINE, self))
        return;

    uint64_t start = arch_counter();
    uint64_t ticks_per_ms = arch_counter_hz() / 1000;
    uint32_t owner = 0;
    while (!try_take_port(0, self)) {
        uint32_t now_owner = __atomic_load_n(&port_owner, __ATOMIC_RELAXED);
        if (now_owner != owner) { /* a wait is for one owner's one hold */
            owner = now_owner;
            start = arch_counter();
        }
        uint64_t limit_ms = owner & OPEN_LINE ? OPEN_LINE_TIMEOUT_MS : SENDING_TIMEOUT_MS;
        if (owner && arch_counter() - start > limit_ms * ticks_per_ms &&
            try_take_port(owner, self)) {
            send("\n", 1);
            return;
        }
        cpu_relax();
    }
}

/* Sends what the line holds. */
static void send_line(struct line *line, bool ends)
{
    uint32_t self = smp_processor_id() + 1;

    take_port(self);
    send(*this_cpu_ptr(&line_bytes), line->used_bytes);
    line->used_bytes = 0;
    line->keeps_port = !ends;
    __atomic_store_n(&port_owner, ends ? 0 : self | OPEN_LINE, __ATOMIC_RELEASE);
}

static void add_to_line(struct line *line, const char *bytes, size_t size)
{
    char *buffer = *this_cpu_ptr(&line_bytes);

    while (size--) {
        char byte = *bytes++;
        buffer[line->used_bytes++] = byte;
        if (byte == '\n')
            send_line(line, true);
        else if (line->used_bytes == LINE_BYTES)
            send_line(line, false);
    }
}

void console_write(const char *bytes, size_t size)
{
    if (in_panic || !arch_caches_on()) {
        send(bytes, size);
        return;
    }
    /* Masked: a CPU is not stopped in the middle of a line, and an interrupt handler's line does
     * not come into this one's buffer half way. */
    uint64_t flags = arch_irq_save();
    add_to_line(this_cpu_ptr(&current_line), bytes, size);
    arch_irq_restore(flags);
}

void console_flush(void)
{
    uint64_t flags = arch_irq_save();
    struct line *line = this_cpu_ptr(&current_line);
    if (line->used_bytes || line->keeps_port)
        send_line(line, true);
    arch_irq_restore(flags);
}

int console_getc(void)
{
    return port.driver && port.driver->read ? port.driver->read(port.base) : -1;
}

static const struct serial_driver *driver_for(const char *compatible)
{
    for (const struct serial_driver *driver = serial_drivers_start; driver < serial_drivers_end;
         driver++)
        if (strcmp(driver->compatible, compatible) == 0)
            return driver;
    return NULL;
}

static void use_port(const struct serial_driver *driver, uintptr_t base)
{
    port.base = base;
    port.driver = driver;
    driver->init(base);
}

void console_early_init(void)
{
    const struct serial_driver *driver;

    if (port.driver || !muster_board.early_serial_compatible)
        return;
    driver = driver_for(muster_board.early_serial_compatible);
    if (!driver)
        return;
    if (arch_caches_on() && muster_map_device(muster_board.early_serial_pa, ARCH_PAGE_BYTES) != 0)
        return;
    use_port(driver, muster_board.early_serial_pa);
}

void console_init(const struct fdt_scan *scan)
{
    const struct fdt_device *device = stdout_device(scan);
    if (!device)
        return;
    const struct serial_driver *driver = driver_for(device_compatibles()[device->match]);
    uintptr_t base = driver ? device_map(device, 0) : 0;
    if (base)
        use_port(driver, base);
}

void console_enter_panic(void)
{
    if (!port.driver)
        console_early_init();
    in_panic = true;
    send("\n", 1);
}
