/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_PUBLISHED_H
#define MUSTER_RUNTIME_PUBLISHED_H

/*
 * Puts a variable among those that a CPU with its MMU off may read. Such a CPU reads memory, past
 * all caches. So the CPU that writes the variable calls arch_publish() behind each write. Without
 * the MMU, code reads these variables, constants, its own stack and nothing else;
 * test/link/uncached.py holds this.
 */
#define PUBLISHED __attribute__((section(".data..published")))

#endif
