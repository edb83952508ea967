/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RESERVED_MEMORY_H
#define MUSTER_RESERVED_MEMORY_H

#include <stddef.h>
#include <stdint.h>

#include <muster/linkage.h>

MUSTER_BEGIN_DECLS

/**
 * @file
 * Memory that the runtime does not use itself: the loader's initrd, and the regions that the
 * machine's device tree reserves.
 *
 * @addtogroup machine
 * @{
 */

/**
 * Finds the file that the loader has put in memory beside the program, which Linux calls the
 * initrd: linux,initrd-start and linux,initrd-end of /chosen.
 *
 * The bytes are as the loader has left them. The program may write to them, and may keep other data
 * there: neither malloc() nor a stack lies in the pages that have a part of the file.
 *
 * @param start       gets the address of the first byte
 * @param size_bytes  gets the number of bytes
 * @retval 0        there is one
 * @retval -ENOENT  the loader has given none
 * @retval -EFAULT  it does not lie in RAM that is mapped: the device tree's memory does not have
 *                  all of it, or no-map keeps a part of it away
 *
 * **Context:** any CPU, from the first constructor on, also in a handler. Does not wait.
 */
int muster_initrd(void **start, size_t *size_bytes);

/**
 * Finds the memory of a child of /reserved-memory in the device tree: where its reg says, or where
 * the runtime has put a region that has only a size.
 *
 * The memory is mapped as other RAM is, unless the node has no-map.
 *
 * @param node_offset  the node, as libfdt's functions find it in muster_fdt()
 * @param start_pa     gets its address
 * @param size_bytes   gets its size; of a reg with several ranges, that of the first
 * @retval 0        the node has memory
 * @retval -ENOENT  it has neither reg nor size, or is disabled, or there was no room for it
 * @retval -EINVAL  its reg does not have the form that the node above says
 *
 * **Context:** that of muster_initrd(). Reads the tree.
 */
int muster_reserved_memory(int node_offset, uint64_t *start_pa, uint64_t *size_bytes);

/** @} */

MUSTER_END_DECLS

#endif
