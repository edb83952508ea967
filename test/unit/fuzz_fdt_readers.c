/* SPDX-License-Identifier: MIT */
/*
 * libFuzzer's entry: a tree that fdt_scan() accepts is read by what reads trees after it, as the
 * boot does: registers, interrupts, devices that were left out, each property, idle states, the map
 * of CPUs, the console's port, the interrupt controller, the timer, the lists of memory. No message
 * has a control character.
 */
#include <libfdt.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <muster/fdt.h>
#include <muster/panic.h>
#include <muster/topology.h>

#include "arch/mmu.h"
#include "base/printable.h"
#include "console_capture.h"
#include "devicetree/device.h"
#include "devicetree/fdt_irq.h"
#include "devicetree/fdt_scan.h"
#include "fdt_devices.h"
#include "fdt_readers.h"
#include "ipi/irqchip.h"
#include "memory/memory.h"
#include "scan_for.h"

#define ENTRIES 4  /* of each list, that are read */
#define NODES 1000 /* the most of which the interrupts are read */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const void *tree;
static jmp_buf after_panic;

static void require(bool holds, const char *what)
{
    if (holds)
        return;
    fprintf(stderr, "%s\n", what);
    abort();
}

/* ---- what is taken from the rest of the runtime ---------------------------------------------- */

/* The image lies elsewhere. */
__asm__(".data\n.globl __muster_image_start\n__muster_image_start: .skip 16\n"
        ".globl __muster_image_end\n__muster_image_end: .text\n");

const void *muster_fdt(void)
{
    return tree;
}

void panic(const char *format, ...)
{
    (void)format;
    longjmp(after_panic, 1);
}

int arch_map(uintptr_t pa, size_t size_bytes, enum arch_map_type type)
{
    require(type == ARCH_MAP_RAM && size_bytes && (pa | size_bytes) % ARCH_PAGE_BYTES == 0,
            "memory is mapped that is not whole pages");
    return 0;
}

void arch_map_commit(void)
{
}

size_t arch_map_tables_left(void)
{
    return 100;
}

void arch_map_add_tables(uintptr_t pa, size_t size_bytes)
{
    require(pa && size_bytes, "no tables");
}

/* ---- the readers ----------------------------------------------------------------------------- */

static void read_irq_of_node(int node)
{
    struct fdt_irq irq = {0};

    for (unsigned int i = 0; i < ENTRIES; i++)
        if (fdt_irq(node, i, &irq) == 0)
            require(irq.intid >= IRQ_FIRST_PRIVATE && irq.intid < IRQ_LIMIT, "an interrupt's id");
}

static void read_devices(const struct fdt_scan *scan)
{
    for (unsigned int i = 0; i < scan->device_count; i++) {
        const struct fdt_device *device = &scan->devices[i];
        struct fdt_irq irq;
        uint64_t pa, size_bytes;

        fdt_irq_set_controller(scan->devices[0].node_offset, false);
        fdt_irq_is_root(device);
        for (unsigned int entry = 0; entry < ENTRIES; entry++) {
            device_reg(device, entry, &pa, &size_bytes);
            fdt_irq_of_device(device, entry, &irq);
        }
    }
    if (scan->stdout_path)
        device_find_lost(scan->stdout_path, strcspn(scan->stdout_path, ":"));
}

static void read_interrupts(void)
{
    int node = 0;

    for (unsigned int i = 0; node >= 0 && i < NODES; i++, node = fdt_next_node(tree, node, NULL))
        read_irq_of_node(node);
}

static void boot_with(const struct fdt_scan *scan)
{
    if (setjmp(after_panic))
        return;
    fdt_devices_run(tree, scan);
    if (setjmp(after_panic))
        return;
    memory_init(scan);
    memory_map(0);
    memory_allocate(ARCH_PAGE_BYTES, NUMA_NO_NODE);
    muster_memory_node(&tree);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct fdt_scan scan;
    struct fdt_scan_error error;
    void *fdt = malloc(size);

    if (size)
        memcpy(fdt, data, size);
    console_capture_clear();
    if (size >= sizeof(struct fdt_header) && fdt_check_header(fdt) == 0 &&
        fdt_totalsize(fdt) <= size &&
        fdt_scan(fdt, drivers_start, fdt_devices_driver_count, SCAN_BOOT_HWID, &scan, &error) ==
            0) {
        tree = fdt;
        fdt_irq_init(&scan);
        read_devices(&scan);
        read_interrupts();
        fdt_readers_run(fdt, &scan);
        boot_with(&scan);
        for (const char *c = console_captured(); *c; c++)
            require(is_printable(*c) || *c == '\n', "a message has a control character");
    }
    free(fdt);
    return 0;
}
