/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_ARCH_MMU_H
#define MUSTER_RUNTIME_ARCH_MMU_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <muster/linkage.h>

/* The arch contract: the identity map and the MMU. */

enum arch_map_type {
    ARCH_MAP_RAM,    /* Normal write-back, read and write, never executed */
    ARCH_MAP_RODATA, /* Normal write-back, read only, never executed */
    ARCH_MAP_TEXT,   /* Normal write-back, read only, executed */
    ARCH_MAP_DEVICE, /* Device-nGnRE, read and write, never executed */
};

#define ARCH_PAGE_BYTES 4096u

/*
 * Adds [pa, pa + size_bytes), whole pages, to the identity map with the largest blocks that fit.
 * Entries only ever go from invalid to valid, so no TLB maintenance is needed (Arm ARM D8.14).
 * Only arch_unmap_page() takes one back.
 * arch_map_commit() must come before the first access. One caller at a time.
 * Returns 0; -EINVAL for a range that is not whole pages, holds page 0 or leaves the physical
 * range; -EEXIST when a part of the range is mapped; -ENOMEM without a free table.
 */
int arch_map(uintptr_t pa, size_t size_bytes, enum arch_map_type type) MUSTER_LINK_NAME(arch_map);
/* Does what arch_map() does, and accepts pages that are mapped with this very type already. */
int arch_map_again(uintptr_t pa, size_t size_bytes, enum arch_map_type type)
    MUSTER_LINK_NAME(arch_map_again);
/*
 * Maps the first @p size_bytes of physical memory, whole pages, at arch_low_address(0, type). Page
 * 0 has no place in the identity map, where an access by a null pointer is an error; firmware may
 * have put a device tree or the words of a spin table there. The rest is as for arch_map_again().
 */
int arch_map_low(size_t size_bytes, enum arch_map_type type) MUSTER_LINK_NAME(arch_map_low);

/* How much the window of a type can show, and where the first window begins: at the end of the
 * addresses, where machines have no memory. */
#define ARCH_LOW_WINDOW_BYTES 0x400000u
#define ARCH_LOW_WINDOWS UINT64_C(0xfffffe000000)

/* Returns where physical address @p pa is seen in the window of a type. */
static inline uintptr_t arch_low_address(uintptr_t pa, enum arch_map_type type)
{
    return ARCH_LOW_WINDOWS + (uintptr_t)type * ARCH_LOW_WINDOW_BYTES + pa;
}

/* Takes a page of the map back. Only the boot CPU calls this, while no other CPU has its MMU on,
 * and only for a page that arch_map() has just mapped alone. */
void arch_unmap_page(uintptr_t pa) MUSTER_LINK_NAME(arch_unmap_page);
/* Makes all that has been mapped visible to every CPU's table walks. */
void arch_map_commit(void) MUSTER_LINK_NAME(arch_map_commit);
/* Returns the most table pages that mapping [pa, pa + size_bytes) in separate 4 KiB pages takes. */
size_t arch_map_tables_for(uintptr_t pa, size_t size_bytes) MUSTER_LINK_NAME(arch_map_tables_for);
/* Returns how many free table pages the map has. */
size_t arch_map_tables_left(void) MUSTER_LINK_NAME(arch_map_tables_left);
/* Gives the map more table pages: [pa, pa + size_bytes), which is mapped, belongs to the map
 * then. */
void arch_map_add_tables(uintptr_t pa, size_t size_bytes) MUSTER_LINK_NAME(arch_map_add_tables);

/* Returns true if the MMU and caches of the calling CPU are on. Without them, code may read
 * constants and published variables only (base/published.h), and use no atomic operation. */
bool arch_caches_on(void) MUSTER_LINK_NAME(arch_caches_on);

/* Reads the word at @p pa, which is mapped, into @p value. Returns true if the bus answered. */
bool arch_probe_u32(uintptr_t pa, uint32_t *value) MUSTER_LINK_NAME(arch_probe_u32);

#endif
