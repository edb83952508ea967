/* SPDX-License-Identifier: MIT */
#include "debug/sysrq.h"

#include <stddef.h>

#include <muster/cmdline.h>
#include <muster/irq.h>
#include <muster/smp.h>
#include <muster/spinlock.h>

#include "console/console.h"
#include "debug/report.h"
#include "devicetree/fdt_irq.h"

/*
 * A byte on the console that asks what all CPUs are doing, as Linux's SysRq key does with "l". With
 * it the port is read in its interrupt: what else comes waits in a queue for console_getc().
 */

/* Ctrl-T, which asks the same of a program on BSD. */
#define DEFAULT_BYTE 0x14u
#define QUEUE_BYTES 256u

static bool is_wanted;
static unsigned int report_byte = DEFAULT_BYTE;

static struct {
    const struct serial_driver *driver;
    uintptr_t base;
} port;

/* The oldest at `first`, the next free place at `last`, both counted without end. */
static DEFINE_SPINLOCK(queue_lock);
static unsigned char queue[QUEUE_BYTES];
static unsigned int first, last;

static int parse_sysrq(const char *value)
{
    int error = value ? muster_parse_u32(value, UINT8_MAX, &report_byte) : 0;
    is_wanted = !error;
    return error;
}
MUSTER_EARLY_PARAM("sysrq", parse_sysrq);

bool sysrq_is_wanted(void)
{
    return is_wanted;
}

/* What comes when the queue is full is lost, as in a port's own. */
static void add(unsigned char byte)
{
    spin_lock(&queue_lock);
    if (last - first < QUEUE_BYTES)
        queue[last++ % QUEUE_BYTES] = byte;
    spin_unlock(&queue_lock);
}

static bool receive(unsigned int irq, void *argument)
{
    bool has_received = false;
    int byte;

    (void)irq;
    (void)argument;
    while ((byte = port.driver->read(port.base)) >= 0) {
        has_received = true;
        if ((unsigned int)byte == report_byte)
            report_all_cpus();
        else
            add((unsigned char)byte);
    }
    return has_received;
}

/* The next received byte that was no question, or -1. */
static int next_byte(void)
{
    uint64_t flags;
    int byte = -1;

    spin_lock_irqsave(&queue_lock, flags);
    if (first != last)
        byte = queue[first++ % QUEUE_BYTES];
    spin_unlock_irqrestore(&queue_lock, flags);
    return byte;
}

static int listen(const struct fdt_device *device)
{
    struct fdt_irq irq;
    int error = fdt_irq_of_device(device, 0, &irq);

    if (error)
        return error;
    error = muster_irq_request(irq.intid, receive, NULL, "console");
    if (error)
        return error;
    if (irq.is_edge)
        muster_irq_set_trigger(irq.intid, MUSTER_IRQ_EDGE);
    port.driver->listen(port.base);
    return 0;
}

void sysrq_init(const struct serial_driver *driver, uintptr_t base, const struct fdt_device *device)
{
    port.driver = driver;
    port.base = base;
    if (driver && driver->listen && device && listen(device) == 0)
        console_set_input(next_byte);
    else
        console_printf("muster: sysrq: the console's port has no interrupt that can be used\n");
}
