/* SPDX-License-Identifier: MIT */
/* Finds, maps and checks the device tree at boot, and holds its address for muster_fdt(). */
#include "devicetree/fdt.h"

#include <libfdt.h>
#include <stdbool.h>
#include <stddef.h>

#include <muster/console.h>
#include <muster/fdt.h>
#include <muster/panic.h>

#include "arch/cpu.h"
#include "arch/mmu.h"
#include "base/driver.h"
#include "base/image.h"
#include "base/printable.h"
#include "console/board.h"
#include "devicetree/fdt_lookup.h"
#include "devicetree/fdt_scan.h"
#include "memory/memory.h"

/* The largest tree that is accepted. Linux's booting.rst says "no larger than two megabytes"; a
 * larger totalsize means a damaged header. */
#define FDT_MAX_BYTES 0x200000u
#define FDT_ALIGN_BYTES 8u

static const void *tree;
static struct fdt_scan boot_scan __attribute__((section(".muster_uncleared")));

/* The memory of the tree. A tree that begins in page 0 has another address in the map than there
 * (arch_map_low()). */
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

/* Returns where the map has what is at @p pa. */
static uintptr_t address_of(uintptr_t pa)
{
    return pa < ARCH_PAGE_BYTES ? arch_low_address(pa, ARCH_MAP_RODATA) : pa;
}

static int map_page(uintptr_t pa)
{
    return pa < ARCH_PAGE_BYTES ? arch_map_low(ARCH_PAGE_BYTES, ARCH_MAP_RODATA)
                                : arch_map(page_down(pa), ARCH_PAGE_BYTES, ARCH_MAP_RODATA);
}

/* Returns true if a device tree's header begins at @p pa, where the bus answers if there is
 * anything. Maps the page for the look, and takes it back if no tree is there: it may be RAM that
 * gets another mapping, or nothing, which a CPU must not read ahead of the program. What is mapped
 * already is the image. */
static bool holds_tree(uintptr_t pa)
{
    uint32_t magic;

    if (pa % FDT_ALIGN_BYTES || map_page(pa) != 0)
        return false;
    arch_map_commit();
    if (arch_probe_u32(address_of(pa), &magic) && fdt32_to_cpu(magic) == FDT_MAGIC)
        return true;
    arch_unmap_page(page_down(address_of(pa)));
    return false;
}

static bool has_ram_at(const struct muster_board *board, uintptr_t pa)
{
    return pa - board->ram_pa < board->ram_bytes;
}

/* Looks for a tree at the places of @p board. The places are RAM if the machine is that board: so
 * the boot CPU looks only if the image itself lies in the board's RAM. Returns true if a place has
 * a tree, and stores its address. */
static bool find_on_board(const struct muster_board *board, uintptr_t *pa)
{
    unsigned int places = has_ram_at(board, (uintptr_t)image_start) ? board->tree_places : 0;

    for (unsigned int i = 0; i < places; i++) {
        *pa = board->tree_pa[i];
        if (has_ram_at(board, *pa) && holds_tree(*pa))
            return true;
    }
    return false;
}

/* Returns the address of the tree. What x0 holds the loader has promised to be one, or 0. */
static uintptr_t find_tree(uint64_t x0)
{
    uintptr_t pa;

    if (x0 && holds_tree(x0))
        return x0;
    for (const struct muster_board *board = boards_start; board < boards_end; board++)
        if (find_on_board(board, &pa))
            return pa;
    if (&board_tree_start[0] < &board_tree_end[0])
        return (uintptr_t)board_tree_start;
    panic("no device tree: x0 = 0x%lx holds none, nor does any place where a board has one",
          (unsigned long)x0);
}

static void map_or_panic(uintptr_t pa, size_t size_bytes)
{
    int error = pa < ARCH_PAGE_BYTES
                    ? arch_map_low(pages_bytes(0, pa + size_bytes), ARCH_MAP_RODATA)
                    : arch_map_again(page_down(pa), pages_bytes(pa, size_bytes), ARCH_MAP_RODATA);
    if (error)
        panic("device tree at 0x%lx: its %lu bytes cannot be mapped", (unsigned long)pa,
              (unsigned long)size_bytes);
    arch_map_commit();
}

/* Maps the tree: its header, then all of it. */
static void map_tree(uintptr_t pa)
{
    map_or_panic(pa, sizeof(struct fdt_header));
    size_t size_bytes = fdt_totalsize((const void *)address_of(pa));
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
    const void *fdt = (const void *)address_of(pa);
    struct fdt_scan_error scan_error;

    map_tree(pa);
    int error = fdt_check_header(fdt);
    if (error)
        panic("device tree at 0x%lx: header: %s", (unsigned long)pa, header_error(error));
    error = fdt_scan(fdt, drivers_start, (unsigned int)(drivers_end - drivers_start), arch_hwid(),
                     &boot_scan, &scan_error);
    /* Of a damaged tree too, so that the board's port can say what is wrong. */
    if (boot_scan.compatible)
        board_recognise(boot_scan.compatible, boot_scan.compatible_bytes);
    if (error)
        panic("device tree at 0x%lx: %s, at offset 0x%x", (unsigned long)pa, scan_error.what,
              scan_error.offset_bytes);
    tree = fdt;
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
