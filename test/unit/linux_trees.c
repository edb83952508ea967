/* SPDX-License-Identifier: MIT */
/*
 * Reads each device tree of a list of files as the boot does, and counts those with a console, an
 * interrupt controller, a timer and a way to start CPUs that the runtime drives. Compares what the
 * runtime has found with what libfdt says: the console's node and address, the number of CPUs.
 * Prints RESULT bench=reach figure=boards_supported value=N of=M, which tools/bench reach reads.
 *
 * usage: linux_trees LEAST TREE...
 * Fails if fewer than LEAST of a hundred are supported, or if the two readings differ. --verbose in
 * the place of LEAST prints what each other tree lacks.
 */
#include <libfdt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <muster/fdt.h>

#include "arch/mmu.h"
#include "base/driver.h"
#include "boot/console_port.h"
#include "console/port.h"
#include "console_capture.h"
#include "debug/sysrq.h"
#include "devicetree/device.h"
#include "devicetree/fdt_cpu.h"
#include "devicetree/fdt_irq.h"
#include "devicetree/fdt_scan.h"
#include "fdt_file.h"

static const void *tree;
static struct fdt_scan scan;
static struct serial_port console;
static unsigned int wrong;
static int is_verbose;

const void *muster_fdt(void)
{
    return tree;
}

int arch_map_again(uintptr_t pa, size_t size_bytes, enum arch_map_type type)
{
    (void)pa;
    (void)size_bytes;
    (void)type;
    return 0;
}

void arch_map_commit(void)
{
}

void console_use_port(const struct serial_port *port)
{
    console = *port;
}

static void check(int holds, const char *path, const char *what)
{
    if (holds)
        return;
    fprintf(stderr, "%s: %s\n", path, what);
    wrong++;
}

/* ---- libfdt's reading --------------------------------------------------------------------- */

static uint64_t number(const fdt32_t *cells, int count)
{
    uint64_t value = 0;

    while (count--)
        value = value << 32 | fdt32_to_cpu(*cells++);
    return value;
}

/* Returns the address of the node's first register, for the CPU; 0 when it cannot be translated. */
static uint64_t address_of(int node)
{
    int bus = fdt_parent_offset(tree, node);
    const fdt32_t *reg = fdt_getprop(tree, node, "reg", NULL);
    uint64_t address = reg ? number(reg, fdt_address_cells(tree, bus)) : 0;

    for (int above; reg && (above = fdt_parent_offset(tree, bus)) >= 0; bus = above) {
        int bytes, own = fdt_address_cells(tree, bus), up = fdt_address_cells(tree, above),
                   sizes = fdt_size_cells(tree, bus), entry = own + up + sizes;
        const fdt32_t *range = fdt_getprop(tree, bus, "ranges", &bytes);
        if (!range)
            return 0;
        for (; bytes >= entry * 4; bytes -= entry * 4, range += entry) {
            uint64_t from = number(range, own), size = number(range + own + up, sizes);
            if (address >= from && address - from < size) {
                address += number(range + own, up) - from;
                break;
            }
        }
    }
    return address;
}

/* Returns the node that stdout-path or else the alias serial0 names, or a negative number. */
static int named_console(void)
{
    int chosen = fdt_path_offset(tree, "/chosen"), node = -1;
    const char *path = fdt_getprop(tree, chosen, "stdout-path", NULL);

    if (!path)
        path = fdt_getprop(tree, chosen, "linux,stdout-path", NULL);
    if (path)
        node = fdt_path_offset_namelen(tree, path, (int)strcspn(path, ":"));
    return node >= 0 ? node : fdt_path_offset(tree, "serial0");
}

static unsigned int count_cpus(void)
{
    unsigned int count = 0;
    int node, cpus = fdt_path_offset(tree, "/cpus");

    fdt_for_each_subnode (node, tree, cpus) {
        const char *type = fdt_getprop(tree, node, "device_type", NULL);
        count += type && strcmp(type, "cpu") == 0;
    }
    return count;
}

/* ---- the runtime's reading ---------------------------------------------------------------- */

static int has_kind(enum driver_kind kind)
{
    const struct driver *driver;

    return device_find_kind(&scan, kind, &driver) != NULL;
}

/* Returns true if the CPU can be started: by PSCI, or by a spin table that says where. */
static int has_method_of(const struct fdt_cpu *cpu)
{
    uint64_t release_pa;

    if (!cpu->enable_method)
        return 0;
    if (strcmp(cpu->enable_method, "psci") == 0)
        return scan.psci.present;
    return strcmp(cpu->enable_method, "spin-table") == 0 &&
           fdt_cpu_release_addr(cpu->reg, &release_pa) == 0;
}

static int has_method(void)
{
    int usable = scan.cpu_count > 0;

    for (unsigned int i = 0; i < scan.cpu_count; i++)
        usable &= has_method_of(&scan.cpus[i]);
    return usable;
}

static void compare(const char *path)
{
    int node = named_console();

    check(scan.cpu_entries == count_cpus(), path, "the number of CPUs");
    if (node < 0 || !console.driver)
        return;
    for (unsigned int i = 0; i < scan.device_count; i++)
        if (scan.devices[i].node_offset == node &&
            drivers_start[scan.devices[i].match].kind == DRIVER_SERIAL)
            check(console.base == address_of(node), path, "the console's address");
}

static int read_tree(const char *path)
{
    struct fdt_scan_error error;
    void *file = fdt_file_read(path);
    int supported;

    tree = file;
    memset(&console, 0, sizeof(console));
    if (fdt_scan(tree, drivers_start, (unsigned int)(drivers_end - drivers_start), 0, &scan,
                 &error) != 0) {
        check(0, path, error.what);
        supported = 0;
    } else {
        console_init(&scan);
        compare(path);
        supported =
            console.driver && has_kind(DRIVER_IRQCHIP) && has_kind(DRIVER_TIMER) && has_method();
        if (!supported && is_verbose)
            fprintf(stderr, "%s: console %d, interrupts %d, timer %d, method %d\n", path,
                    console.driver != NULL, has_kind(DRIVER_IRQCHIP), has_kind(DRIVER_TIMER),
                    has_method());
    }
    free(file);
    console_capture_clear();
    return supported;
}

int main(int argc, char **argv)
{
    int supported = 0, trees = argc - 2;

    if (trees < 1)
        return EXIT_FAILURE;
    is_verbose = strcmp(argv[1], "--verbose") == 0;
    for (int i = 2; i < argc; i++)
        supported += read_tree(argv[i]);
    printf("RESULT bench=reach figure=boards_supported value=%d of=%d cpus=1 unit=boards\n",
           supported, trees);
    check(is_verbose || supported * 100 >= trees * atoi(argv[1]), "all trees", "too few boards");
    return wrong ? EXIT_FAILURE : EXIT_SUCCESS;
}
