/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_STACK_SIZE_H
#define MUSTER_RUNTIME_STACK_SIZE_H

#include <stddef.h>

#include <muster/linkage.h>

/* Returns how large each CPU's stack is, in bytes, whole pages: as the option `stack` says, or the
 * program by MUSTER_STACK_SIZE(), or the linker script. Does not change after cmdline_parse(). */
size_t stack_size(void) MUSTER_LINK_NAME(stack_size);

#endif
