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

/* Reports all CPUs when a certain byte comes in on the console, as Linux's SysRq key does with
 * "l". The port is then read in its interrupt, and all other bytes wait in a queue for
 * console_getc(). */

/* Ctrl-T, which asks a program on BSD the same. */
#define DEFAULT_BYTE 0x14u
#define QUEUE_BYTES 256u

static bool is_wanted;
static unsigned int report_byte = DEFAULT_BYTE;

/* Written by the boot CPU before it requests the interrupt. */
static struct serial_port port;

/* The queue, under queue_lock. `first` counts the bytes taken, `last` the bytes added. */
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

/* Adds a byte. A full queue loses the byte, as a port's own queue does. */
static void add(unsigned char byte)
{
    spin_lock(&queue_lock);
    if (last - first < QUEUE_BYTES)
        queue[last++ % QUEUE_BYTES] = byte;
    spin_unlock(&queue_lock);
}

/* Reads all bytes that have come. The handler of the port's interrupt. */
static bool receive(unsigned int irq, void *argument)
{
    bool has_received = false;
    int byte;

    (void)irq;
    (void)argument;
    while ((byte = port.driver->operations->read(&port)) >= 0) {
        has_received = true;
        if ((unsigned int)byte == report_byte)
            report_all_cpus();
        else
            add((unsigned char)byte);
    }
    return has_received;
}

/* Takes the next byte out of the queue. Returns -1 if the queue is empty. */
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

/* Requests the interrupt of the port at @p device. Returns 0 or a negative errno. */
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
    port.driver->operations->listen(&port);
    return 0;
}

void sysrq_init(const struct serial_port *console, const struct fdt_device *device)
{
    port = *console;
    if (port.driver && port.driver->operations->listen && device && listen(device) == 0)
        console_set_input(next_byte);
    else
        console_printf("muster: sysrq: the console's port has no interrupt that can be used\n");
}
