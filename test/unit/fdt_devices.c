/* SPDX-License-Identifier: MIT */
#include "fdt_devices.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <libfdt.h>
#include <muster/irq.h>
#include <muster/percpu.h>
#include <muster/spinlock.h>

#include "arch/generic_timer.h"
#include "arch/mmu.h"
#include "base/clock.h"
#include "boot/console_port.h"
#include "console/port.h"
#include "console_capture.h"
#include "debug/sysrq.h"
#include "devicetree/device.h"
#include "drivers/irqchip/gicv3_redistributors.h"
#include "ipi/irqchip.h"
#include "irq/irq.h"
#include "irq/irqchip_init.h"
#include "time/clock_init.h"
#include "time/timer_device.h"

/* A tree may claim any number of redistributors. So many answer. */
#define FRAMES 16

static void require(bool holds, const char *what)
{
    if (holds)
        return;
    fprintf(stderr, "a device of the tree: %s; console: %s\n", what, console_captured());
    abort();
}

/* ---- drivers --------------------------------------------------------------------------------- */

static const struct irqchip *gic_probe(const struct fdt_device *device);

static const struct irqchip_driver gic = {.probe = gic_probe};
static const struct serial_driver pl011 = {.console_name = "ttyAMA"};
const struct driver drivers_start[] = {
    DRIVER_ENTRY(DRIVER_IRQCHIP, "arm,gic-v3", &gic),
    DRIVER_ENTRY(DRIVER_IRQCHIP, "arm,cortex-a15-gic", &gic),
    DRIVER_ENTRY(DRIVER_SERIAL, "arm,pl011", &pl011),
    DRIVER_ENTRY(DRIVER_TIMER, TIMER_COMPATIBLE, NULL),
};
_Static_assert(sizeof(drivers_start) == 192, "the address of drivers_end, below");
__asm__(".globl __muster_drivers_end\n.set __muster_drivers_end, __muster_drivers_start + 192\n");
const unsigned int fdt_devices_driver_count = sizeof(drivers_start) / sizeof(drivers_start[0]);

static bool gic_init_cpu(unsigned int cpu, const struct private_irqs *private_irqs)
{
    (void)cpu;
    (void)private_irqs;
    return true;
}

static const struct irqchip chip = {.init_cpu = gic_init_cpu};

/* ---- what the readers take from the rest of the runtime -------------------------------------- */

static _Alignas(GICR_FRAME_BYTES) char frames[FRAMES][GICR_FRAME_BYTES];
static enum arch_timer timer;
const struct irqchip *irqchip;
DEFINE_PER_CPU(bool, cpu_takes_interrupts);

int arch_map_again(uintptr_t pa, size_t size_bytes, enum arch_map_type type)
{
    require(type == ARCH_MAP_DEVICE && (pa | size_bytes) % ARCH_PAGE_BYTES == 0, "what is mapped");
    return 0;
}

/* The frames of this test stand in for the registers of each device that can be mapped. */
uintptr_t __real_muster_device_map(const struct fdt_device *device, unsigned int index);
uintptr_t __wrap_muster_device_map(const struct fdt_device *device, unsigned int index);
uintptr_t __wrap_muster_device_map(const struct fdt_device *device, unsigned int index)
{
    return __real_muster_device_map(device, index) ? (uintptr_t)frames : 0;
}

bool arch_probe_u32(uintptr_t pa, uint32_t *value)
{
    bool answers = pa - (uintptr_t)frames < sizeof(frames);

    if (answers)
        memcpy(value, (const void *)pa, sizeof(*value));
    return answers;
}

void console_use_port(const struct serial_port *port)
{
    require(port->base == (uintptr_t)frames, "a port that is not mapped");
}

bool sysrq_is_wanted(void)
{
    return true;
}

void sysrq_init(const struct serial_port *console, const struct fdt_device *device)
{
    (void)console;
    (void)device;
}

enum arch_timer arch_timer(void)
{
    return timer;
}

void arch_timer_set(uint64_t ticks)
{
    (void)ticks;
}

void arch_timer_stop(void)
{
}

bool arch_timer_is_set(void)
{
    return false;
}

uint32_t arch_counter_hz(void)
{
    return CLOCK_MIN_HZ;
}

void irqchip_set_reach(bool all_are_ours)
{
    (void)all_are_ours;
}

void muster_spin_wait(spinlock_t *lock, uint32_t drawn)
{
    (void)lock;
    (void)drawn;
    require(false, "a lock is not free on the only CPU");
}

void irq_leave_cpu(unsigned int cpu)
{
    (void)cpu;
}

/* ---- the readers ----------------------------------------------------------------------------- */

static void take_redistributor(uint64_t hwid, uintptr_t private_frame)
{
    require(hwid < FRAMES && private_frame - (uintptr_t)frames <= sizeof(frames),
            "a redistributor");
}

static const struct irqchip *gic_probe(const struct fdt_device *device)
{
    if (!device_map(device, 0))
        return NULL;
    gicv3_find_redistributors(device, take_redistributor);
    return &chip;
}

/* Makes the frames say that they are redistributors, and the last one that it is the last. With
 * @p has_lpis each redistributor has four frames. */
static void set_up_frames(bool has_lpis)
{
    for (unsigned int i = 0; i < FRAMES; i++) {
        uint64_t typer = (uint64_t)i << 32 | (has_lpis ? 2 : 0) | (i + 4 >= FRAMES ? 16 : 0);

        memcpy(&frames[i][0x8], &typer, sizeof(typer));
        frames[i][0xffe8] = 0x30;
    }
}

void fdt_devices_run(const void *fdt, const struct fdt_scan *scan)
{
    const unsigned char *bytes = fdt;

    irqchip = NULL;
    timer = (enum arch_timer)(bytes[sizeof(struct fdt_header)] % (ARCH_GENERIC_TIMER_HYP_VIRT + 1));
    set_up_frames(scan->device_count % 2);
    console_init(scan);
    irqchip_init(scan);
    console_listen();
    enum muster_irq_trigger trigger;
    int irq = timer_device_irq(scan, &trigger);
    require(irq < 0 || (irq >= IRQ_FIRST_PRIVATE && irq < IRQ_FIRST_SHARED),
            "the timer's interrupt");
    clock_init(scan);
    require(clock_hz() >= CLOCK_MIN_HZ, "the counter's frequency");
}
