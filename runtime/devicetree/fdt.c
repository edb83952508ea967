/* SPDX-License-Identifier: MIT */
/* Finds, maps and checks the device tree at boot, and holds its address for muster_fdt(). */
#include "devicetree/fdt.h"

#include <libfdt.h>
#include <stdbool.h>
#include <stddef.h>

#include <muster/board.h>
#include <muster/console.h>
#include <muster/fdt.h>
#include <muster/panic.h>

#include "arch/cpu.h"
#include "arch/mmu.h"
#include "base/driver.h"
#include "base/printable.h"
#include "devicetree/fdt_lookup.h"
#include "devicetree/fdt_scan.h"
#include "memory/memory.h"

/* The largest tree that is accepted. Linux's booting.rst says "no larger than two megabytes"; a
 * larger totalsize means a damaged header. */
#define FDT_MAX_BYTES 0x200000u
#define FDT_ALIGN_BYTES 8u

static const void *tree;
static struct fdt_scan boot_scan __attribute__((section(".muster_uncleared")));

/* The memory of the tree. */
static uintptr_t tree_pa;
static size_t tree_bytes;

const void *muster_fdt(void)
{
    return tree;
}

static uintptr_t page_down(uintptr_t address)
{
    return address & ~(uintptr_t)(ARCH_PAGE_BYTES - 1);
}

/* Returns the bytes of the whole pages around [pa, pa + size_bytes). */
static size_t pages_bytes(uintptr_t pa, size_t size_bytes)
{
    return page_down(pa + size_bytes + ARCH_PAGE_BYTES - 1) - page_down(pa);
}

/* Returns true if a device tree's header begins at @p pa, where the bus answers if there is
 * anything. Maps the page for the look, and takes it back if no tree is there: it may be RAM that
 * gets another mapping, or nothing, which a CPU must not read ahead of the program. What is mapped
 * already is the image. */
static bool holds_tree(uintptr_t pa)
{
    uint32_t magic;

    if (pa % FDT_ALIGN_BYTES || arch_map(page_down(pa), ARCH_PAGE_BYTES, ARCH_MAP_RODATA) != 0)
        return false;
    arch_map_commit();
    if (arch_probe_u32(pa, &magic) && fdt32_to_cpu(magic) == FDT_MAGIC)
        return true;
    arch_unmap_page(page_down(pa));
    return false;
}

/* Returns true if the board knows that there is no device at @p pa, which may be any number. */
static bool may_be_ram(uint64_t pa)
{
    return muster_board.ram_bytes == 0 || pa - muster_board.ram_pa < muster_board.ram_bytes;
}

static uintptr_t find_tree(uint64_t x0)
{
    const size_t places = sizeof(muster_board.fdt_pa) / sizeof(muster_board.fdt_pa[0]);

    if (x0 && may_be_ram(x0) && holds_tree(x0))
        return x0;
    for (size_t i = 0; i < places && muster_board.fdt_pa[i]; i++)
        if (holds_tree(muster_board.fdt_pa[i]))
            return muster_board.fdt_pa[i];
    panic("no device tree: x0 = 0x%lx holds none, nor does any place where board %s has one",
          (unsigned long)x0, muster_board.name);
}

static void map_or_panic(uintptr_t pa, size_t size_bytes)
{
    if (arch_map_again(page_down(pa), pages_bytes(pa, size_bytes), ARCH_MAP_RODATA) != 0)
        panic("device tree at 0x%lx: its %lu bytes cannot be mapped", (unsigned long)pa,
              (unsigned long)size_bytes);
    arch_map_commit();
}

/* Maps the tree: its header, then all of it. */
static void map_tree(uintptr_t pa)
{
    map_or_panic(pa, sizeof(struct fdt_header));
    size_t size_bytes = fdt_totalsize((const void *)pa);
    if (size_bytes < sizeof(struct fdt_header) || size_bytes > FDT_MAX_BYTES)
        panic("device tree at 0x%lx: totalsize of %lu bytes is not between %lu and %u",
              (unsigned long)pa, (unsigned long)size_bytes,
              (unsigned long)sizeof(struct fdt_header), FDT_MAX_BYTES);
    map_or_panic(pa, size_bytes);
    tree_pa = pa;
    tree_bytes = size_bytes;
}

/* Returns the meaning of an error of fdt_check_header(). fdt_strerror() gives only the names of the
 * constants. */
static const char *header_error(int error)
{
    switch (-error) {
    case FDT_ERR_BADVERSION:
        return "a version that libfdt does not read";
    case FDT_ERR_TRUNCATED:
        return "a block of it lies beyond totalsize";
    case FDT_ERR_ALIGNMENT:
        return "a block of it is not aligned";
    default:
        return "not that of a device tree";
    }
}

const struct fdt_scan *fdt_init(uint64_t x0)
{
    uintptr_t pa = find_tree(x0);
    struct fdt_scan_error scan_error;

    map_tree(pa);
    int error = fdt_check_header((const void *)pa);
    if (error)
        panic("device tree at 0x%lx: header: %s", (unsigned long)pa, header_error(error));
    if (fdt_scan((const void *)pa, drivers_start, (unsigned int)(drivers_end - drivers_start),
                 arch_hwid(), &boot_scan, &scan_error) != 0)
        panic("device tree at 0x%lx: %s, at offset 0x%x", (unsigned long)pa, scan_error.what,
              scan_error.offset_bytes);
    tree = (const void *)pa;
    return &boot_scan;
}

static void report_note(const struct fdt_note *note)
{
    const char *node = fdt_lookup_node_name(note->node_offset);
    char shown[PRINTABLE_BYTES];

    console_printf("muster: device tree: %s: %s %s\n", *node ? printable(node, shown) : "/",
                   note->property, note->what);
}

void fdt_report(void)
{
    char shown[PRINTABLE_BYTES];

    for (unsigned int i = 0; i < boot_scan.note_count; i++)
        report_note(&boot_scan.notes[i]);
    if (boot_scan.notes_lost)
        console_printf("muster: device tree: %u more values are wrong and ignored\n",
                       boot_scan.notes_lost);
    if (boot_scan.memory_lost)
        console_printf("muster: device tree: more than %u ranges of memory: %u are not used\n",
                       FDT_SCAN_MAX_MEMORY, boot_scan.memory_lost);
    if (boot_scan.devices_lost)
        console_printf("muster: device tree: more than %u devices that drivers know: %u are left "
                       "out, %s first\n",
                       FDT_SCAN_MAX_DEVICES, boot_scan.devices_lost,
                       fdt_shown_name(boot_scan.first_lost_offset, shown));
}

void fdt_exclude_memory(void)
{
    memory_exclude(tree_pa, tree_bytes);
}
